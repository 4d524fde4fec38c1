import type { Wakes } from '#subgraphs/kit/wakes.ts';
import type { Transaction } from '../database.ts';
import type { EventNotice } from '../events/event-notice.ts';
import type { Reader } from './live-store.ts';

/** What a stream reads from, for one caller. */
export interface LiveSource {
  readonly company: string;
  readonly reader: Reader;
  /** All that the rules of reading go by: sources of one key read the same, but for what is asked of the caller itself. */
  readonly companyKey: string;
  /** That and the caller: sources of one key read the same. */
  readonly key: string;
  readonly listen: Wakes<EventNotice>['listen'];
  /** Reads in a snapshot of its own. */
  readonly read: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
}
