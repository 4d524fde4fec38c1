import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { defaultFieldResolver, type GraphQLFieldResolver } from 'graphql';
import { streamEnd } from '#subgraphs/kit/errors.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import type { Context } from '../context.ts';
import type { Resolvers } from '../resolver-types.ts';
import { entityKey } from './entity-rules.ts';
import { mayReachEntity, mayReadField } from './field-rules.ts';
import { objectTypes, type ObjectType } from './shared-fields.ts';

type FieldResolver = GraphQLFieldResolver<unknown, Context>;
/** A subscription: what opens its stream, and what resolves each of its events. */
interface StreamResolver {
  readonly subscribe: FieldResolver;
  readonly resolve: FieldResolver;
}

/**
 * Puts the access rules before every resolver of the SDL's object types, those that graphql-js would supply included.
 * A field without a tag answers null to all but the company's own callers; so does an entity without any tagged field,
 * and one whose id is not this company's. Modules behind it see checked keys only. A stream that the principal may not
 * read ends at once, as that of what does not exist.
 *
 * It does not lean on the gateway's cut: a gateway that asks for too much gets null.
 */
export function guardResolvers(sdl: string, resolvers: Resolvers): GraphQLResolverMap<Context> {
  const types = objectTypes(sdl).map(
    (type) => [type.name, guardType(type, member(resolvers, type.name))] as const,
  );
  const guarded = Object.fromEntries(types);
  const service = { _service: schemaFor(sdl) };
  // What is left unguarded is scalars and unions; Apollo's type has no word for a union's `__resolveType`.
  return {
    ...resolvers,
    ...guarded,
    Query: { ...guarded['Query'], ...service },
  } as GraphQLResolverMap<Context>;
}

function guardType(type: ObjectType, given: unknown): Record<string, FieldResolver | StreamResolver> {
  if (type.name === 'Subscription') return guardStreams(type, given);
  const fields = type.fields.map((field) => [field, guardField(type, field, member(given, field))] as const);
  // Without a resolver of references federation would take the representation itself for the entity.
  const references = [
    '__resolveReference',
    guardReference(type, member(given, '__resolveReference')),
  ] as const;
  return Object.fromEntries([...fields, ...(type.name === 'Query' ? [] : [references])]);
}

function guardField(type: ObjectType, field: string, given: unknown): FieldResolver {
  const resolve = isResolver(given) ? given : defaultFieldResolver;
  return (parent, args, context, info) =>
    mayReadField(context.principal, type, field, parent) ? resolve(parent, args, context, info) : null;
}

function guardStreams(type: ObjectType, given: unknown): Record<string, StreamResolver> {
  const fields = type.fields.map((field) => {
    const stream = member(given, field);
    const subscribe = guardStream(type, field, member(stream, 'subscribe'));
    return [field, { subscribe, resolve: guardField(type, field, member(stream, 'resolve')) }] as const;
  });
  return Object.fromEntries(fields);
}

function guardStream(type: ObjectType, field: string, subscribe: unknown): FieldResolver {
  return (parent, args, context, info) => {
    if (!mayReadField(context.principal, type, field, parent)) throw streamEnd('ACCESS_ENDED');
    if (!isResolver(subscribe)) throw streamEnd('SUBSCRIPTION_NOT_SERVED');
    return subscribe(parent, args, context, info);
  };
}

function guardReference(type: ObjectType, given: unknown): FieldResolver {
  return reference(async (representation: unknown, context: Context) => {
    const key = entityKey(type.name, representation, context.company);
    if (key === null || !isResolver(given) || !mayReachEntity(context.principal, type)) return null;
    return Promise.resolve(Reflect.apply(given, undefined, [key, context]) as unknown);
  });
}

// The company's own fields and types are its own business too, so its SDL is shown to its own callers alone.
function schemaFor(sdl: string): FieldResolver {
  return (_parent, _args, { principal }) => ({ sdl: principal.kind === 'own' ? sdl : null });
}

function isResolver(value: unknown): value is FieldResolver {
  return typeof value === 'function';
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
