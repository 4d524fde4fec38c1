import type { Principal } from './access/principal-rules.ts';
import type { Loaders } from './loaders.ts';
import type { Stores } from './stores.ts';

/** What a resolver gets: who asks, and what it may read with. One per request. */
export interface Context {
  /** The slug of the company whose subgraph this is. */
  readonly company: string;
  readonly principal: Principal;
  readonly stores: Stores;
  readonly loaders: Loaders;
  /** Logs a fault of ours that the caller sees as null. */
  onFault(error: unknown): void;
}
