import type { IdSource } from '#subgraphs/kit/ids.ts';
import type { UserError } from '#subgraphs/kit/user-error.ts';
import type { Actor } from './access/action-rules.ts';
import type { Principal } from './access/principal-rules.ts';
import type { Transaction } from './database.ts';
import type { LiveSource } from './live/live-source.ts';
import type { Loaders } from './loaders.ts';
import type { VisibleEntity } from './sharing/view-rules.ts';
import type { Stores } from './stores.ts';
import type { SecretBox } from './tools/secret-box.ts';

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
  /** Seals tools' secrets; null where the operator has set no key. */
  readonly secretBox: SecretBox | null;
  readonly now: () => Date;
  /** The own caller's row, read anew after a write; null for all others, and for whom the company does not know. */
  readonly actor: () => Promise<Actor | null>;
  /** What a subscription reads from. */
  readonly live: () => LiveSource;
  /** Writes in one transaction. What was loaded before is forgotten. */
  readonly write: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  /** Sends a request of the outbox at once and waits a while; see `Courier.deliver`. */
  readonly deliver: (requestId: string) => Promise<UserError | null>;
  /** Another company was given what that line of the ledger opens: counted once a request. Nothing for own callers. */
  readonly countRead: (disclosureId: string) => void;
  /** What that company sees of the things with those ids through that team; see `Look`. It does not count as a read. */
  readonly viewAs: (company: string, teamId: string, ids: readonly string[]) => Promise<VisibleEntity[]>;
  /** Logs a fault of ours that the caller sees as null. */
  onFault(error: unknown): void;
}
