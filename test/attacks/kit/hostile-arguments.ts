import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
} from 'graphql';

/** Texts that mean something to SQL, to text search, to what quotes them, or to PostgreSQL's own form of text. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...[
    `' OR '1'='1`,
    `'; DROP TABLE messages; --`,
    `"; DROP TABLE agents; --`,
    `\\'; SELECT pg_sleep(9); --`,
    `$$; SELECT 1; $$`,
  ],
  ...[
    `') UNION SELECT body FROM documents --`,
    '$1',
    '${1}',
    '%',
    '_%',
    '\\',
    '\\\\',
    '/*',
    '*/ --',
    `E'\\x27'`,
    `U&'\\0027'`,
  ],
  ...['a & b | !c', '((((', '!!!', "a:*' & b", '<->', ':*A', '"open', 'a <2> b', '-- -', '-"-"'],
  ...[
    '\0',
    'a\0b',
    '\ud800',
    'a\udfff',
    '\u0001\u0002\u0003',
    '\ufeff',
    '\u202e',
    'İıſß',
    '😀'.repeat(50),
    '{"a":1}',
    '[]',
    '__proto__',
  ],
  ...[
    '1e999',
    'NaN',
    'Infinity',
    '-1',
    '9'.repeat(400),
    'a'.repeat(5000),
    'word '.repeat(90),
    '('.repeat(400),
  ],
];
/** Of each kind one, for where there are many places. */
export const FEW_TEXTS: readonly string[] = [
  `a'; DROP TABLE messages; -- \\ "& !(b | 'c':*`,
  'a\0b',
  '\ud800',
];

/** An operation with a place for a text of a caller's. */
export interface HostileCall {
  /** The field and, within its arguments, the place. */
  readonly name: string;
  readonly document: string;
  readonly variables: (text: string) => Record<string, unknown>;
}

type Path = readonly string[];

/** For each field of a root type, and each text or id among its arguments, a call that has the hostile text there alone. */
export function hostileCalls(
  root: GraphQLObjectType,
  known: Readonly<Record<string, unknown>>,
): HostileCall[] {
  const keyword = root.name === 'Mutation' ? 'mutation' : 'query';
  const fields = Object.values(root.getFields()).filter(({ name }) => !name.startsWith('_'));
  return fields.flatMap((field) => {
    const document = documentOf(keyword, field);
    return placesOf(field).map((place) => ({
      name: [field.name, ...place].join('.'),
      document,
      variables: (text) =>
        Object.fromEntries(
          field.args.map(({ name, type }) => [name, valueOf(type, name, [name], { place, text, known })]),
        ),
    }));
  });
}

function documentOf(keyword: string, field: GraphQLField<unknown, unknown>): string {
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const given = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  const inner = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  return `${keyword} Call${declared && `(${declared})`} { ${field.name}${given && `(${given})`}${inner} }`;
}

function placesOf({ args }: GraphQLField<unknown, unknown>): Path[] {
  return args.flatMap(({ name, type }) => placesIn(type, [name], 3));
}

function placesIn(type: GraphQLInputType, path: Path, depth: number): Path[] {
  const named = getNamedType(type);
  if (isInputObjectType(named))
    return depth === 0
      ? []
      : Object.values(named.getFields()).flatMap((one) => placesIn(one.type, [...path, one.name], depth - 1));
  return ['ID', 'String'].includes(named.name) ? [path] : [];
}

interface Given {
  readonly place: Path;
  readonly text: string;
  readonly known: Readonly<Record<string, unknown>>;
}

function valueOf(type: GraphQLInputType, name: string, path: Path, given: Given): unknown {
  const { place, text, known } = given;
  const isOnTheWay = path.every((step, at) => place[at] === step);
  if (!isNonNullType(type) && !isOnTheWay) return null;
  const inner = getNullableType(type);
  if (isListType(inner)) return [valueOf(inner.ofType, name, path, given)];
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    return Object.fromEntries(
      fields.map((one) => [one.name, valueOf(one.type, one.name, [...path, one.name], given)]),
    );
  }
  if (isOnTheWay) return text;
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  const usual: Record<string, unknown> = {
    Int: 1,
    Float: 1,
    Boolean: true,
    DateTime: '2030-01-01T00:00:00Z',
  };
  return known[name] ?? (inner.name in usual ? usual[inner.name] : 'words');
}
