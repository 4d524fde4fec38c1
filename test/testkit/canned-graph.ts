import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  execute,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isObjectType,
  parse,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { ID_TYPES } from '#schema/wire/ids.ts';
import type { RawAsked } from './raw-program.ts';

/** Of which company's private texts a text is. */
export const privateMark = (company: string) => `PRIVATE-OF-${company}`;
/** A text that a company publishes. */
export const sharedMark = (company: string) => `SHARED-BY-${company}`;

const ULID = '01JQZX5T8E7W3N6K9M2P4R5S';
const PREFIXES = new Map(Object.entries(ID_TYPES).map(([prefix, type]) => [type as string, prefix]));
const SHARED_PREFIXES = new Set(['tem', 'thr', 'msg', 'inv', 'prp', 'evt']);

/** An id of the kind that a type has, of an owner where it has one. */
export function cannedId(type: string, owner: string, at = 0): string {
  const prefix = PREFIXES.get(type) ?? 'evt';
  const ulid = `${ULID}${String(at).padStart(2, '0')}`;
  return SHARED_PREFIXES.has(prefix) ? `${prefix}_${ulid}` : `${prefix}_${owner}_${ulid}`;
}

/** A program that knows an answer to every question of its schema. Its texts say whose they are. */
export function createCannedProgram(
  sdl: string,
  text: (shared: boolean) => string,
  owners: readonly string[],
) {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
  const fieldResolver: GraphQLFieldResolver<Row | undefined, unknown> = (source, args, _, info) => {
    if (info.fieldName === '_entities') return (args as { representations: unknown[] }).representations;
    const known = source?.[info.fieldName];
    if (known !== undefined && source?.__typename !== undefined) return known;
    const field = info.parentType.getFields()[info.fieldName];
    const shared = /"shared"/.test(JSON.stringify(field?.astNode?.directives ?? []));
    return made(info.returnType, {
      schema,
      owners,
      text: text(shared),
      at: source?.at ?? 0,
      name: info.fieldName,
      parent: info.parentType.name,
    });
  };
  return ({ json }: RawAsked) =>
    execute({
      ...{ schema, fieldResolver, document: parse(json.query ?? ''), variableValues: json.variables ?? {} },
      typeResolver: (value: Row) => value.__typename,
    });
}

interface Row extends Readonly<Record<string, unknown>> {
  readonly __typename?: string;
  readonly at?: number;
}

interface Making {
  readonly schema: GraphQLSchema;
  readonly owners: readonly string[];
  readonly text: string;
  readonly at: number;
  readonly name: string;
  readonly parent: string;
}

function made(type: GraphQLOutputType, making: Making): unknown {
  const inner = getNullableType(type);
  if (isListType(inner)) return making.owners.map((_, at) => made(inner.ofType, { ...making, at }));
  const named = getNamedType(inner);
  if (isEnumType(named)) return named.getValues()[0]?.name;
  const object = isAbstractType(named) ? making.schema.getPossibleTypes(named)[0] : named;
  if (isObjectType(object)) return { __typename: object.name, at: making.at };
  const owner = making.owners[making.at] ?? making.owners[0] ?? '';
  return leaf(named.name, making, owner);
}

function leaf(type: string, { name, parent, text, at }: Making, owner: string): unknown {
  if (type === 'ID') return name === 'id' ? cannedId(parent, owner, at) : text;
  if (type === 'Int') return 3;
  if (type === 'Float') return 1.5;
  if (type === 'Boolean') return true;
  return type === 'DateTime' ? '2026-11-02T09:00:00Z' : text;
}
