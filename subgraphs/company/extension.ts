import type { Actor } from './access/action-rules.ts';

/**
 * What a company adds to the contract in its own subgraph: its realm. An ES module that exports one as `extension` is
 * named by the setting `EXTENSION_MODULE`. Only the company's own callers ever see any of it, and only its own view has
 * it: publish `companySdl(typeDefs)` as the company's SDL.
 */
export interface CompanyExtension {
  /**
   * Root fields, fields on the shared layer's and the contract's types, and types; all named by the realm's prefix
   * (`schema/checks/realm.ts`). Its types have no `@key`, since nothing outside the program refers to them, and no
   * field is tagged `shared`.
   */
  readonly typeDefs: string;
  /** Resolvers of its fields by type and field; what is left out is read from the parent, as always. */
  readonly resolvers: ExtensionResolvers;
  /** Its own tables; left out, it has none. */
  readonly tables?: {
    /** The PostgreSQL schema that they are in, `<realm>_realm`: apart from the program's own. */
    readonly schema: string;
    /** A folder of migrations, `<directory>/<name>/migration.sql`, applied in order by the program when it starts. */
    readonly directory: string;
  };
  /** Writes a scenario's rows for a first look, unless there are rows already. Not called by the program. */
  readonly seed?: (query: Query, rows: unknown) => Promise<void>;
}

/**
 * One statement in the company's database, with its values as `$1`, `$2`, …; the extension's tables are named with their
 * schema. Rows come as they are: parse them.
 */
export type Query = (text: string, values: readonly unknown[]) => Promise<unknown[]>;

/** What an extension's resolver gets. */
export interface ExtensionContext {
  /** The company's slug. */
  readonly company: string;
  /** The caller, of the own company; null for one whom its records do not know. */
  readonly actor: () => Promise<Actor | null>;
  readonly now: () => Date;
  /** A new ULID. */
  readonly newUlid: () => string;
  /** The agent or person of that id, for fields of type `Colleague`; null for none. Batched. */
  readonly colleague: (id: string) => Promise<object | null>;
  readonly query: Query;
  /** Writes in one transaction. What was loaded before is forgotten. */
  readonly write: <T>(work: (query: Query) => Promise<T>) => Promise<T>;
  /** Stands for all that was loaded since the last write; see {@link perRequest}. */
  readonly loaded: object;
}

/** See {@link CompanyExtension}. */
export type ExtensionResolvers = Readonly<Record<string, Readonly<Record<string, ExtensionResolver>>>>;

// A method's parameters are compared both ways, so that a resolver may name the parent and the arguments that it gets.
interface Resolving {
  resolve(parent: unknown, args: unknown, context: ExtensionContext): unknown;
}
/** Resolves one field. The parent of a root field is undefined; of a shared layer's type it is `{ id }`, whatever is behind it. */
export type ExtensionResolver = Resolving['resolve'];

/** Keeps one thing for a request, such as a loader, until something is written. */
export function perRequest<T>(make: (context: ExtensionContext) => T): (context: ExtensionContext) => T {
  const made = new WeakMap<object, T>();
  return (context) => {
    const known = made.get(context.loaded);
    if (known !== undefined) return known;
    const fresh = make(context);
    made.set(context.loaded, fresh);
    return fresh;
  };
}
