import type { PrivateThread } from '#prisma/company/client/client.ts';
import type { Connection, PageRequest } from '#subgraphs/kit/connection.ts';
import type { Principal } from '../access/principal-rules.ts';
import { idsWhere, onlyAllowed, readablePrivateThreads } from '../access/reach-rules.ts';
import type { Database, Transaction } from '../database.ts';

/** An internal thread. */
export type PrivateThreadRow = PrivateThread;
/** A page of internal threads. */
export type PrivateThreadPage = Connection<PrivateThreadRow>;

/** Reads internal threads. All of it is the own company's: others get nothing, and its agents what they may read. */
export interface PrivateThreadStore {
  /**
   * Up to `limit + 1` threads between the page's ids, which sort by creation; from the end when `backward`. Only
   * archived ones, or only the others, when `archived` is told.
   */
  page(
    principal: Principal,
    page: PageRequest<string>,
    archived?: boolean | null,
  ): Promise<PrivateThreadRow[]>;
  /** The threads of those ids, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<PrivateThreadRow[]>;
}

/** Reads internal threads from the company's database. */
export function createPrivateThreadStore(db: Database): PrivateThreadStore {
  return {
    async page(principal, { after, before, backward, limit }, archived = null) {
      if (principal.kind !== 'own') return [];
      const within = { ...(after === null ? {} : { gt: after }), ...(before === null ? {} : { lt: before }) };
      return db.privateThread.findMany({
        where: {
          id: { ...within, ...idsWhere(readablePrivateThreads(principal)) },
          ...(archived === null ? {} : { archivedAt: archived ? { not: null } : null }),
        },
        orderBy: { id: backward ? 'desc' : 'asc' },
        take: limit + 1,
      });
    },
    async byIds(principal, ids) {
      if (principal.kind !== 'own') return [];
      const readable = onlyAllowed(readablePrivateThreads(principal), ids);
      return db.privateThread.findMany({ where: { id: { in: readable } } });
    },
  };
}

/** Reads a thread and keeps all others from changing it, or what is said in it, until the transaction ends. */
export async function lockPrivateThread(
  transaction: Transaction,
  id: string,
): Promise<PrivateThreadRow | null> {
  await transaction.$queryRaw`SELECT id FROM private_threads WHERE id = ${id} FOR UPDATE`;
  return transaction.privateThread.findUnique({ where: { id } });
}

/** The slugs that are taken. */
export async function readPrivateSlugs(transaction: Transaction): Promise<ReadonlySet<string>> {
  // One thread at a time is opened, so that two do not find the same slug free.
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(${OPENING_LOCK})`;
  const rows = await transaction.privateThread.findMany({ select: { slug: true } });
  return new Set(rows.map(({ slug }) => slug));
}

/** Any number that nothing else in a company's database uses as a lock. */
const OPENING_LOCK = 72_707_374;

/** Adds a thread. */
export function insertPrivateThread(
  transaction: Transaction,
  thread: PrivateThreadRow,
): Promise<PrivateThreadRow> {
  return transaction.privateThread.create({ data: thread });
}

/** Changes how a thread stands. */
export function updatePrivateThread(
  transaction: Transaction,
  id: string,
  data: Partial<Pick<PrivateThreadRow, 'title' | 'archivedAt'>>,
): Promise<PrivateThreadRow> {
  return transaction.privateThread.update({ where: { id }, data });
}
