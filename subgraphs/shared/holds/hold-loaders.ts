import { groupLoader, rowLoader, type GroupLoader, type RowLoader } from '#subgraphs/kit/batch-loader.ts';
import { pageLoader, type PageLoader } from '#subgraphs/kit/page-loader.ts';
import type { Transaction } from '../database.ts';
import { readRetentionOfTeams, type RetentionRow } from '../retention/retention-store.ts';
import { readEventsOfHolds, readHeldOfHolds, type HeldRow, type HoldEventRow } from './held-store.ts';

/** Those of the request's loaders that tell how long things are kept; see `loaders.ts`. */
export interface KeepingLoaders {
  readonly retentionOfTeam: RowLoader<RetentionRow>;
  readonly heldOfHold: PageLoader<HeldRow, number>;
  readonly eventsOfHold: GroupLoader<HoldEventRow & { readonly holdId: string }>;
}

type Read = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;

/** Makes them for one request of the company. */
export function createKeepingLoaders(company: string, read: Read): KeepingLoaders {
  return {
    retentionOfTeam: rowLoader(
      (ids) => read((tx) => readRetentionOfTeams(company, tx, ids)),
      (row) => row.teamId,
    ),
    heldOfHold: pageLoader(
      (ids, page) => read((tx) => readHeldOfHolds(company, tx, ids, page)),
      (row) => row.holdId,
    ),
    eventsOfHold: groupLoader(
      (ids) => read((tx) => readEventsOfHolds(company, tx, ids)),
      (row) => row.holdId,
    ),
  };
}
