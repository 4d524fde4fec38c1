import {
  defaultFieldResolver,
  GraphQLError,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { isIdOf, type CompanyIdKind, type SharedIdKind } from '#schema/wire/ids.ts';
import { isTaggedShared } from '#schema/shared-tag.ts';
import type { Context } from './context.ts';

/** Finds an entity by its checked id; null for what the caller may not see. */
export type FindEntity = (id: string, context: Context) => Promise<object | null>;

/** The kind of id of each entity, and how it is found. */
export type Entities = Readonly<
  Record<string, readonly [kind: CompanyIdKind | SharedIdKind, find: FindEntity]>
>;

/** What people of the company read, and its agents do not. */
const FOR_PEOPLE = [
  'Tool.endpoint',
  'Tool.hasSecret',
  'Person.subject',
  'Person.email',
  'Person.phone',
  'Person.role',
];

type Fields = Readonly<Record<string, GraphQLField<unknown, Context>>>;
type Resolve = GraphQLFieldResolver<unknown, Context>;

/**
 * Puts the access rules before every field of the schema: one that is not tagged `shared` answers null to all but own
 * callers. It does not lean on the gateway, which cuts what it asks of foreign companies: a hostile one does not.
 */
export function guardSchema(schema: GraphQLSchema, sdl: string, entities: Entities): void {
  for (const type of Object.values(schema.getTypeMap()))
    if (isObjectType(type) && !type.name.startsWith('__'))
      for (const field of Object.values(type.getFields() as Fields))
        field.resolve = guarded(type.name, field);
  const { _entities, _service } = schema.getQueryType()?.getFields() ?? {};
  if (!_entities || !_service) throw new TypeError('The schema is no subgraph.');
  _entities.resolve = (_parent, { representations }, context: Context) =>
    (representations as readonly unknown[]).map((each) => entityOf(each, entities, schema, context));
  _service.resolve = (_parent, _args, { me }: Context) => ({ sdl: me === null ? null : sdl });
  const service = schema.getType('_Service');
  if (isObjectType(service)) for (const field of Object.values(service.getFields())) delete field.resolve;
  const union = schema.getType('_Entity');
  if (isUnionType(union)) union.resolveType = (value) => (value as { __typename: string }).__typename;
}

function guarded(typeName: string, field: GraphQLField<unknown, Context>): Resolve {
  const resolve: Resolve = field.resolve ?? defaultFieldResolver;
  const shared = field.astNode != null && isTaggedShared(field.astNode);
  return (parent, args, context, info) =>
    mayRead(context, typeName, field.name, shared, parent) ? resolve(parent, args, context, info) : null;
}

function mayRead(
  { me, caller }: Context,
  type: string,
  field: string,
  shared: boolean,
  parent: unknown,
): boolean {
  if (me === null) return caller.kind === 'foreign' && shared;
  if (me.role !== 'AGENT') return true;
  if (FOR_PEOPLE.includes(`${type}.${field}`)) return false;
  // Of other agents, an agent reads what others would.
  return type !== 'Agent' || shared || (parent as { id: string }).id === me.id;
}

// The representation is anybody's word: nothing but its type and its id is read. What cannot be resolved is null, as are
// the missing and the forbidden, and costs its neighbours nothing.
async function entityOf(
  representation: unknown,
  entities: Entities,
  schema: GraphQLSchema,
  context: Context,
): Promise<object | null> {
  const { __typename: type, id } = (representation ?? {}) as { __typename?: unknown; id?: unknown };
  const entry = typeof type === 'string' && Object.hasOwn(entities, type) ? entities[type] : undefined;
  if (!entry || typeof type !== 'string') return null;
  const [kind, find] = entry;
  const owner = kind === 'thr' || kind === 'msg' ? undefined : context.company;
  if (!isIdOf(id, kind, owner) || !mayHold(context, schema, type)) return null;
  try {
    const found = await find(id, context);
    return found === null ? null : { ...found, __typename: type };
  } catch (error) {
    context.onFault(error);
    return null;
  }
}

/** Others hold an entity only if a field of it is tagged. */
function mayHold({ me, caller }: Context, schema: GraphQLSchema, typeName: string): boolean {
  if (me !== null) return true;
  const type = schema.getType(typeName);
  const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
  return (
    caller.kind === 'foreign' && fields.some(({ astNode }) => astNode != null && isTaggedShared(astNode))
  );
}

/** An error that the arguments caused; its message reaches the caller. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', public: true } });
}

/** The closed table of errors. */
const ERRORS: Readonly<Record<string, string>> = {
  BAD_USER_INPUT: 'The input is not valid.',
  GRAPHQL_PARSE_FAILED: 'The document is not valid GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document does not say which operation to run.',
  INTERNAL_SERVER_ERROR: 'Something went wrong on our side.',
};

/** What leaves the program of an error: a code, its sentence, and the path. Never a stack, SQL, an address or a name. */
export function publicError(error: GraphQLError, onFault: (error: unknown) => void) {
  const given = error.extensions['code'];
  const known = typeof given === 'string' && Object.hasOwn(ERRORS, given);
  const code = known ? given : codeOf(error);
  if (code === 'INTERNAL_SERVER_ERROR') onFault(error.originalError ?? error);
  return new GraphQLError(error.extensions['public'] === true ? error.message : (ERRORS[code] ?? ''), {
    ...(error.path ? { path: error.path } : {}),
    extensions: { code },
  });
}

// graphql-js gives no codes: what has a path came of running the document, all else of reading it.
function codeOf(error: GraphQLError): string {
  if (error.path || error.originalError) return 'INTERNAL_SERVER_ERROR';
  if (/^Syntax Error/.test(error.message)) return 'GRAPHQL_PARSE_FAILED';
  if (/^Variable /.test(error.message)) return 'BAD_USER_INPUT';
  return /operation/i.test(error.message) ? 'OPERATION_RESOLUTION_FAILURE' : 'GRAPHQL_VALIDATION_FAILED';
}
