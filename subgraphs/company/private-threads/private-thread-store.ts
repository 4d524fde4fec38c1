import type { PrivateThread } from '#prisma/company/client/client.ts';
import type { Connection, PageRequest } from '#subgraphs/kit/connection.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';

/** An internal thread. */
export type PrivateThreadRow = PrivateThread;
/** A page of internal threads. */
export type PrivateThreadPage = Connection<PrivateThreadRow>;

/** Reads internal threads. All of it is the own company's: others get nothing. */
export interface PrivateThreadStore {
  /** Up to `limit + 1` threads between the page's ids, which sort by creation; from the end when `backward`. */
  page(principal: Principal, page: PageRequest<string>): Promise<PrivateThreadRow[]>;
  /** The threads of those ids, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<PrivateThreadRow[]>;
}

/** Reads internal threads from the company's database. */
export function createPrivateThreadStore(db: Database): PrivateThreadStore {
  return {
    async page(principal, { after, before, backward, limit }) {
      if (principal.kind !== 'own') return [];
      const id = { ...(after === null ? {} : { gt: after }), ...(before === null ? {} : { lt: before }) };
      return db.privateThread.findMany({
        where: { id },
        orderBy: { id: backward ? 'desc' : 'asc' },
        take: limit + 1,
      });
    },
    async byIds(principal, ids) {
      if (principal.kind !== 'own') return [];
      return db.privateThread.findMany({ where: { id: { in: [...ids] } } });
    },
  };
}
