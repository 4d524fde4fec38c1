import type { IdSource } from '#subgraphs/kit/ids.ts';
import type { Actor } from './access/action-rules.ts';
import type { Principal } from './access/principal-rules.ts';
import type { Transaction } from './database.ts';
import type { Loaders } from './loaders.ts';
import type { Stores } from './stores.ts';

/**
 * What a resolver gets: who asks, and what it may read with. One per request. Apollo hands resolvers a copy of it, so
 * none of its functions needs `this`.
 */
export interface Context {
  /** The slug of the company whose subgraph this is. */
  readonly company: string;
  readonly principal: Principal;
  readonly stores: Stores;
  /** The loaders of the present state. Do not keep them over a write: it brings new ones. */
  readonly loaders: () => Loaders;
  readonly ids: IdSource;
  readonly now: () => Date;
  /** The own caller's row, read once; null for all others, and for whom the company does not know or has archived. */
  readonly actor: () => Promise<Actor | null>;
  /** Writes in one transaction. What was loaded before is forgotten. */
  readonly write: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  /** Logs a fault of ours that the caller sees as null. */
  onFault(error: unknown): void;
}
