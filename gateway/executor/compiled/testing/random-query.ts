import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

/** Where choices come from: numbers, 0 once they have run out, so that fewer numbers are a smaller query. */
export function createChoices(numbers: readonly number[]) {
  let next = 0;
  const below = (count: number) => (numbers[next++] ?? 0) % count;
  return {
    below,
    of: <Item>(items: readonly Item[]): Item => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to choose from');
      return item;
    },
    left: () => next < numbers.length,
  };
}

/** What choices are drawn from. */
export type Choices = ReturnType<typeof createChoices>;

/** A query made of choices. Not every one is valid. */
export function randomQuery(
  schema: GraphQLSchema,
  choices: Choices,
): { readonly query: string; readonly variables: Record<string, unknown> } {
  const variables = variablesOf(choices);
  const mutation = choices.below(12) === 11 ? schema.getMutationType() : null;
  const root = mutation ?? schema.getQueryType();
  if (!root) throw new Error('no queries');
  const fragments: string[] = [];
  const body = selections(schema, root, choices, 5, fragments);
  const declared =
    '($yes: Boolean!, $no: Boolean! = true, $word: String! = "d", $count: Int, $id: ID = "u1")';
  const used = [body, ...fragments].join('\n');
  const kept = declared
    .slice(1, -1)
    .split(', ')
    .filter((one) => new RegExp(`\\${one.split(':')[0] ?? ''}\\b`).test(used.replace(declared, '')));
  return {
    query: `${mutation ? 'mutation' : 'query'} Q${kept.length > 0 ? `(${kept.join(', ')})` : ''} ${used}`,
    variables,
  };
}

/** Values for some of the variables: the others have defaults, or none. */
function variablesOf(choices: Choices): Record<string, unknown> {
  const given = { no: choices.below(2) === 1, word: 'w', count: choices.below(3), id: 'u2' };
  const some = Object.entries(given).filter(([name]) => name === 'no' || choices.below(3) < 2);
  const nothing = choices.below(6) === 5 ? { count: null } : {};
  return { yes: true, ...Object.fromEntries(some), ...nothing };
}

function selections(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  choices: Choices,
  depth: number,
  fragments: string[],
): string {
  const parts: string[] = [];
  const count = 1 + choices.below(5);
  for (let index = 0; index < count && (index === 0 || choices.left()); index += 1) {
    const kind = choices.below(8);
    if (kind === 7) parts.push(`__typename${condition(choices)}`);
    else if (kind >= 5 && choices.left()) parts.push(fragment(schema, type, choices, depth, fragments));
    else parts.push(fieldOf(schema, type, choices, depth, fragments));
  }
  return `{ ${parts.join(' ')} }`;
}

function fieldOf(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  choices: Choices,
  depth: number,
  fragments: string[],
): string {
  if (!('getFields' in type)) return '__typename';
  const all = Object.values(type.getFields());
  const usable =
    depth > 0 && choices.left() ? all : all.filter((field) => isLeafType(getNamedType(field.type)));
  if (usable.length === 0) return '__typename';
  const field = choices.of(usable);
  const alias = choices.below(2) === 0 ? '' : choices.of(ALIASES);
  const named = getNamedType(field.type);
  const inner = isCompositeType(named) ? ` ${selections(schema, named, choices, depth - 1, fragments)}` : '';
  return `${alias}${field.name}${argumentsOf(field, choices)}${condition(choices)}${inner}`;
}

/** Many that mean something to a planner, to merging or to JavaScript. */
const ALIASES = ['', 'x: ', 'y: ', 'id: ', 'name: ', '__typename: ', '__proto__: ', 'nick: ', 'toString: '];

function fragment(
  schema: GraphQLSchema,
  type: GraphQLCompositeType,
  choices: Choices,
  depth: number,
  fragments: string[],
): string {
  const others = isAbstractType(type)
    ? schema.getPossibleTypes(type)
    : 'getInterfaces' in type
      ? type.getInterfaces()
      : [];
  const condition_ = choices.of<GraphQLCompositeType>([type, ...others]);
  const body = selections(schema, condition_, choices, depth - 1, fragments);
  const form = choices.below(7);
  if (form === 6 && condition_ === type) return `...${condition(choices)} ${body}`;
  if (form > 1) return `... on ${condition_.name}${condition(choices)} ${body}`;
  const before = fragments.findIndex((text) => text.includes(` on ${condition_.name} `));
  if (form === 1 && before >= 0) return `...F${before}${condition(choices)}`;
  const name = `F${fragments.length}`;
  fragments.push(`fragment ${name} on ${condition_.name} ${body}`);
  return `...${name}${condition(choices)}`;
}

function condition(choices: Choices): string {
  return choices.of([
    '',
    '',
    '',
    '',
    '',
    '',
    ' @include(if: $yes)',
    ' @skip(if: $no)',
    ' @include(if: $no)',
    ' @skip(if: false)',
    ' @include(if: false)',
  ]);
}

function argumentsOf(field: GraphQLField<unknown, unknown>, choices: Choices): string {
  const given = field.args.flatMap(({ name, type, defaultValue }) => {
    if (isNonNullType(type) ? defaultValue !== undefined && choices.below(2) === 0 : choices.below(2) === 0)
      return [];
    return [`${name}: ${literal(type, choices)}`];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

function literal(type: GraphQLInputType, choices: Choices): string {
  if (isNonNullType(type)) return literal(type.ofType, choices);
  if (isListType(type)) return `[${literal(type.ofType, choices)}]`;
  if (isInputObjectType(type))
    return choices.of(['{ word: $word }', '{ word: "b", limit: $count }', '{ word: "c", limit: 1 }']);
  const named = getNamedType(type).name;
  if (named === 'Int') return choices.of(['1', '2', '$count']);
  if (named === 'Boolean') return choices.of(['true', '$no']);
  return named === 'ID' ? choices.of(['"u1"', '"zz"', '$id']) : choices.of(['"t"', '$word']);
}
