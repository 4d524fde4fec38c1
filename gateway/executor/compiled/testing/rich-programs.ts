import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  defaultFieldResolver,
  execute,
  GraphQLError,
  isAbstractType,
  isInputObjectType,
  isNonNullType,
  parse,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import type { Send } from '../../../context.ts';
import { RICH_GRAPH, RICH_SUBGRAPHS, type Graph, type Row } from './rich-graph.ts';

/** Rows by id. */
export type Rows = ReadonlyMap<string, Row>;

/** The supergraph of subgraphs by name. */
export function composeGraph(subgraphs: Readonly<Record<string, string>> = RICH_SUBGRAPHS): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    typeDefs: parse(sdl),
    url: `test://${name}`,
  }));
  const composed = composeServices(services);
  if (composed.errors) throw new Error(composed.errors.join('\n'));
  return composed.supergraphSdl;
}

/** Answers from the rows, in whichever schema a field stands. */
const resolveFromRows: GraphQLFieldResolver<Row, { readonly rows: Rows }> = (source, args, context, info) => {
  const { fieldName } = info;
  if (fieldName === '_entities' || fieldName === '_service')
    return defaultFieldResolver(source, args as never, context, info);
  const parent = isRoot(info.parentType.name) ? context.rows.get('query') : source;
  const row = parent && 'ref' in parent ? context.rows.get(String(parent['ref'])) : parent;
  return settle(fieldName, args as Record<string, unknown>, row ?? {}, context.rows);
};

function settle(field: string, args: Readonly<Record<string, unknown>>, row: Row, rows: Rows): unknown {
  const value = Object.hasOwn(row, field) ? row[field] : undefined;
  if (isFault(value)) throw new GraphQLError('fault', { extensions: { code: 'FAULT' } });
  if (isTold(value)) return `${value.told} ${JSON.stringify(args)}`;
  if (isMade(value)) return `made of ${JSON.stringify(settleRequired(value, row, rows))}`;
  switch (field) {
    case 'greeting':
      return `Hello ${String(row['name'])}`;
    case 'shout':
      return `${settleNick(row, { upper: true, times: 1 })}!`;
    case 'postage':
      return (row['parcel'] as Row | null)?.['size'] ?? null;
    case 'nick':
      return settleNick(row, args);
    case 'label':
      return `${String(value)} ${String(args['language'])}`;
    case 'reviews':
      return (value as unknown[])
        .slice(0, (args['first'] as number | undefined) ?? 9)
        .map((one) => deref(one, rows));
    case 'search':
      return [...(value as unknown[]), ...(value as unknown[])]
        .slice(0, (args['filter'] as { limit?: number } | null)?.limit ?? 1)
        .map((one) => deref(one, rows));
    case 'user':
      return rows.get(String(args['id'])) ?? null;
    case 'rename':
      return rows.has(String(args['id'])) ? { ...rows.get(String(args['id'])), name: args['name'] } : null;
    case 'reset':
      return 7;
    case 'review':
      return { ...rows.get('r1'), body: args['body'] };
    default:
      return deref(value, rows);
  }
}

/** What `@requires` reads: of one schema's own rows, or what a subgraph was told. */
function settleRequired({ made, args = {}, only }: Made, row: Row, rows: Rows): unknown {
  const value = settle(made, args, row, rows);
  if (!only || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(only.map((key) => [key, (value as Row)[key]]));
}

function settleNick(row: Row, args: Readonly<Record<string, unknown>>): string {
  const nick = typeof row['nick'] === 'string' ? row['nick'] : '';
  return (args['upper'] === true ? nick.toUpperCase() : nick).repeat(Number(args['times'] ?? 1));
}

function isRoot(type: string): boolean {
  return type === 'Query' || type === 'Mutation';
}

function isFault(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'fault' in value;
}

interface Made {
  readonly made: string;
  readonly args?: Readonly<Record<string, unknown>>;
  /** The fields read of an object. */
  readonly only?: readonly string[];
}

function isMade(value: unknown): value is Made {
  return typeof value === 'object' && value !== null && 'made' in value;
}

/** What says which arguments it was given. */
function isTold(value: unknown): value is { readonly told: string } {
  return typeof value === 'object' && value !== null && 'told' in value;
}

function deref(value: unknown, rows: Rows): unknown {
  if (Array.isArray(value)) return value.map((one) => deref(one, rows));
  if (isFault(value)) return new GraphQLError('fault');
  if (typeof value === 'object' && value !== null && 'ref' in value)
    return rows.get(String(value.ref)) ?? null;
  return value;
}

/** What graphql-js answers on one schema. */
export function executeWhole(
  schema: GraphQLSchema,
  rows: Rows,
  query: string,
  variableValues: Record<string, unknown>,
): ExecutionResult {
  const result = execute({
    schema,
    document: parse(query),
    variableValues,
    contextValue: { rows },
    fieldResolver: resolveFromRows as GraphQLFieldResolver<unknown, unknown>,
    typeResolver: (value) => (value as Row)['__typename'] as string,
  });
  if (result instanceof Promise) throw new Error('it was to be synchronous');
  return result;
}

/** Programs that answer for the subgraphs; \`rows\` are asked for at each request. Each operation sent is noted. */
export function createPrograms(rows: () => Rows, sent: string[] = [], graph: Graph = RICH_GRAPH): Send {
  const schemas = new Map(
    Object.entries(graph.subgraphs).map(([name, sdl]) => [name, lenientSchema(name, sdl, graph)]),
  );
  return (target, { body }) => {
    const { query, variables } = JSON.parse(String(body)) as {
      query: string;
      variables: Record<string, unknown>;
    };
    const name = target.kind === 'named' ? target.subgraph : '';
    sent.push(`${name} ${query}`);
    const schema = schemas.get(name);
    if (!schema) throw new Error(`no program ${name}`);
    const result = execute({
      schema,
      document: parse(query),
      variableValues: variables,
      contextValue: { rows: rows() },
      fieldResolver: resolveFromRows as GraphQLFieldResolver<unknown, unknown>,
      typeResolver: (value) => typeIn(schema, value as Row, graph),
    });
    return Promise.resolve(result).then((answer) => Buffer.from(JSON.stringify(answer)));
  };
}

/** A subgraph that gives null wherever its rows have null: what that means to callers is the gateway's to say. */
function lenientSchema(name: string, sdl: string, graph: Graph): GraphQLSchema {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!('getFields' in type) || isInputObjectType(type) || type.name.startsWith('__')) continue;
    type.extensions = {
      ...type.extensions,
      apollo: {
        subgraph: {
          resolveReference: (given: Row, context: { rows: Rows }) =>
            entityOf(given, context.rows, graph.externals[name]),
        },
      },
    };
    for (const field of Object.values(type.getFields())) {
      if (type.name !== 'Query' || field.name !== '_entities') delete field.resolve;
      if (isNonNullType(field.type) && !field.name.startsWith('_')) field.type = field.type.ofType;
    }
  }
  return schema;
}

/** Of an entity a subgraph knows its own row, and of other subgraphs' what it was told. */
function entityOf(given: Row, rows: Rows, externals: readonly string[] = []): Row | null {
  const row = rows.get(String(given['id'])) ?? rowByKey(given, rows);
  if (!row) return null;
  const own = Object.entries(row).filter(([field]) => !externals.includes(field));
  return { ...Object.fromEntries(own), ...given, __typename: row['__typename'] };
}

function rowByKey(given: Row, rows: Rows): Row | undefined {
  return [...rows.values()].find(
    (row) =>
      row['__typename'] === given['__typename'] &&
      ['code', 'sku'].some((key) => key in given && given[key] === row[key]),
  );
}

function typeIn(schema: GraphQLSchema, value: Row, { interfaceObject }: Graph): string {
  const name = String(value['__typename']);
  if (schema.getType(name) && !isAbstractType(schema.getType(name))) return name;
  return interfaceObject ?? name;
}
