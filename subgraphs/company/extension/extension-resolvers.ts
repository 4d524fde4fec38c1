import type { GraphQLFieldResolver } from 'graphql';
import type { Context } from '../context.ts';
import type { Database } from '../database.ts';
import type { CompanyExtension, ExtensionContext, ExtensionResolver } from '../extension.ts';
import { colleaguesOf } from '../people/colleague-resolvers.ts';
import type { Resolvers } from '../resolver-types.ts';
import { queryOf } from './extension-store.ts';

/**
 * The company's resolvers with an extension's among them. The extension's rules were checked when it was loaded, so it
 * adds fields and replaces none. Like all others they are served through `guardResolvers` only.
 */
export function withExtension(resolvers: Resolvers, extension: CompanyExtension, db: Database): Resolvers {
  const types = Object.entries(extension.resolvers).map(([type, fields]) => {
    const added = Object.entries(fields).map(([field, resolve]) => [field, extended(resolve, db)] as const);
    return [type, { ...member(resolvers, type), ...Object.fromEntries(added) }] as const;
  });
  // The types' fields are known to the extension's SDL alone, and the generated type of resolvers knows the contract's.
  return { ...resolvers, ...(Object.fromEntries(types) as Resolvers) };
}

function extended(resolve: ExtensionResolver, db: Database): GraphQLFieldResolver<unknown, Context> {
  return (parent, args, context) => resolve(parent, args, extensionContext(context, db));
}

function extensionContext(context: Context, db: Database): ExtensionContext {
  return {
    company: context.company,
    actor: context.actor,
    now: context.now,
    newUlid: () => context.ids.ulid(),
    colleague: async (id) => (await colleaguesOf([id], context))[0] ?? null,
    query: queryOf(db),
    write: (work) => context.write((transaction) => work(queryOf(transaction))),
    loaded: context.loaders(),
  };
}

function member(resolvers: Resolvers, type: string): object {
  const found: unknown = Reflect.get(resolvers, type);
  return typeof found === 'object' && found !== null ? found : {};
}
