import { groupLoader, rowLoader, type GroupLoader, type RowLoader } from '#subgraphs/kit/batch-loader.ts';
import { pageLoader, type PageLoader } from '#subgraphs/kit/page-loader.ts';
import type { Transaction } from '../database.ts';
import {
  readSharesById,
  readSharesOfMessages,
  readSharesOfTeams,
  type CarriedRow,
  type ShareRow,
} from './share-store.ts';

/** Those of the request's loaders that show shares; see `loaders.ts`. */
export interface ShareLoaders {
  readonly shares: RowLoader<ShareRow>;
  readonly sharesOfTeam: PageLoader<ShareRow, number>;
  readonly sharesOfMessage: GroupLoader<CarriedRow>;
}

type Read = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;

/** Makes them for one request of the company. */
export function createShareLoaders(company: string, read: Read): ShareLoaders {
  return {
    shares: rowLoader(
      (ids) => read((tx) => readSharesById(company, tx, ids)),
      (row) => row.id,
    ),
    sharesOfTeam: pageLoader(
      (ids, page) => read((tx) => readSharesOfTeams(company, tx, ids, page)),
      (row) => row.teamId,
    ),
    sharesOfMessage: groupLoader(
      (ids) => read((tx) => readSharesOfMessages(company, tx, ids)),
      (row) => row.messageId,
    ),
  };
}
