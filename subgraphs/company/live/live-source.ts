import type { Wakes } from '#subgraphs/kit/wakes.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Standing } from '../access/standing-store.ts';
import type { Transaction } from '../database.ts';

/** What a stream reads from, for one caller. */
export interface LiveSource {
  /** All that the company's records are asked by: sources of one key are judged alike. */
  readonly key: string;
  readonly listen: Wakes<string>['listen'];
  /** Reads, and then how the caller stands, whom what was read is judged by. */
  readonly read: <T>(work: (db: Transaction) => Promise<T>) => Promise<{ found: T; standing: Standing }>;
  /** From now on the fields of the stream are resolved for that principal. */
  readonly readAs: (principal: Principal) => void;
  /** Whether the caller's token is over. */
  readonly isExpired: () => boolean;
}
