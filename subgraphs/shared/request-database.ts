import { enterCompany, enterSnapshot } from './access/row-security.ts';
import type { Reach } from './access/reach-rules.ts';
import { isDeadlock } from './deadlock.ts';
import type { Database, Transaction } from './database.ts';
import type { ReadReplica } from './read-replica.ts';

/**
 * Prisma ends a transaction after 5 s by itself, in the middle of a slow answer. A snapshot may live as long as any
 * gateway waits for us, and no longer: a request that is never closed must not hold back vacuum.
 */
const SNAPSHOT = { isolationLevel: 'RepeatableRead', maxWait: 5_000, timeout: 20_000 } as const;
/** Writers of one team wait in line for its row; a writer that waits longer than this had better be told. */
const WRITE = { isolationLevel: 'ReadCommitted', maxWait: 5_000, timeout: 10_000 } as const;

interface Snapshot {
  readonly transaction: Transaction;
  end(): Promise<void>;
}

/** A resolver asked for data after its request had been answered. */
export class RequestOverError extends Error {
  readonly code = 'REQUEST_OVER';

  constructor() {
    super('The request is over: its database can no longer be read.');
    this.name = 'RequestOverError';
  }
}

/**
 * The database as one request of one company sees it: every read is of one snapshot, opened by the first, so that membership is judged
 * in the state that it guards. A write runs alone in its own transaction, and later reads see a snapshot that has it.
 * Steps run one after another on one connection; a step must not start another and wait for it.
 */
export class RequestDatabase {
  readonly #database: Database;
  readonly #company: string;
  readonly #reach: Reach | null;
  readonly #replica: ReadReplica | null;
  #hasWritten = false;
  #line: Promise<unknown> = Promise.resolve();
  #snapshot: Snapshot | null = null;
  #closed = false;

  /**
   * @param reach of the company's caller; null: as far as the company
   * @param replica where snapshots are opened, while it shows what the database does and the request has written nothing
   */
  constructor(
    database: Database,
    company: string,
    reach: Reach | null = null,
    replica: ReadReplica | null = null,
  ) {
    this.#database = database;
    this.#company = company;
    this.#reach = reach;
    this.#replica = replica;
  }

  /** Reads from the request's snapshot. Rejects with `RequestOverError` after `close`. */
  read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#inLine(async () => {
      this.#snapshot ??= await this.#openSnapshot();
      return work(this.#snapshot.transaction);
    });
  }

  /**
   * Writes, all or nothing. The snapshot is given up first: holding one connection while waiting for another could block every request.
   *
   * @param work is done again from its beginning where PostgreSQL gave it up to end a deadlock: nothing of it is left then
   */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return this.#inLine(async () => {
      this.#hasWritten = true;
      await this.#endSnapshot();
      const attempt = () =>
        this.#database.$transaction(async (transaction) => {
          await enterCompany(transaction, this.#company, this.#reach);
          return work(transaction);
        }, WRITE);
      return attempt().catch((error: unknown) => {
        if (!isDeadlock(error)) throw error;
        return attempt();
      });
    });
  }

  /** Waits for what has begun, and gives the connection back. Always to be called, and once more does no harm. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#line;
    await this.#endSnapshot();
  }

  #inLine<T>(step: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new RequestOverError());
    const result = this.#line.then(step);
    this.#line = result.catch(() => undefined);
    return result;
  }

  async #openSnapshot(): Promise<Snapshot> {
    const replica = this.#hasWritten ? null : ((await this.#replica?.caughtUp()) ?? null);
    const open = (database: Database) => openSnapshot(database, this.#company, this.#reach);
    // A replica that has just gone is no reason to refuse: the database has it all.
    if (replica !== null) return open(replica).catch(() => open(this.#database));
    return open(this.#database);
  }

  async #endSnapshot(): Promise<void> {
    const snapshot = this.#snapshot;
    this.#snapshot = null;
    await snapshot?.end();
  }
}

/** Prisma keeps a transaction open for as long as its callback runs, so ours runs until it is told to end. */
function openSnapshot(database: Database, company: string, reach: Reach | null): Promise<Snapshot> {
  return new Promise((resolve, reject) => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((done) => (release = done));
    const finished = database.$transaction(async (transaction) => {
      await enterSnapshot(transaction, company, reach);
      const end = () => {
        release();
        return finished;
      };
      resolve({ transaction, end });
      await released;
    }, SNAPSHOT);
    finished.catch(reject);
  });
}
