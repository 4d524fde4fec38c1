import type { Clock } from '#schema/wire/signatures.ts';
import type { IdSource } from '#subgraphs/kit/ids.ts';
import type { Wakes } from '#subgraphs/kit/wakes.ts';
import type { Reach } from './access/reach-rules.ts';
import { readAsCompany } from './access/row-security.ts';
import type { Database, Transaction } from './database.ts';
import type { EventNotice } from './events/event-notice.ts';
import type { PostLimits } from './events/post-rates.ts';
import type { LiveSource } from './live/live-source.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { Caller, Passport } from './passport.ts';
import type { ReadReplica } from './read-replica.ts';
import { RequestDatabase } from './request-database.ts';

/** What the program gives every request. */
export interface Tools {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly onFault: (error: unknown) => void;
  /** Where queries are read from while it keeps up. Left out: from the database. */
  readonly replica?: ReadReplica | null;
  /** How much companies may post; left out: nothing is counted. */
  readonly postLimits?: PostLimits;
  /** Wakes streams. Left out where there are none: what asks for one then fails. */
  readonly wakes?: Wakes<EventNotice>;
}

/**
 * One request: who asks, and the shared layer as that company may see it. Apollo hands resolvers a copy of this object,
 * so what changes is behind its functions, and none of them needs `this`.
 */
export interface Context {
  /** The tenant: everything is read and written in its name. */
  readonly company: string;
  readonly caller: Caller;
  /** The subject for whom an agent acts; null when it acts by itself, and for people. */
  readonly actingFor: string | null;
  /** How far the caller reaches; null: as far as its company. */
  readonly reach: Reach | null;
  readonly ids: IdSource;
  /** Null: what it posts is not counted. */
  readonly postLimits: PostLimits | null;
  readonly onFault: (error: unknown) => void;
  readonly now: () => Date;
  /** The loaders of the present snapshot. Do not keep them: a write brings new ones. */
  readonly loaders: () => Loaders;
  /** See {@link RequestDatabase.read}. */
  readonly read: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  /** See {@link RequestDatabase.write}. What was loaded before is forgotten. */
  readonly write: <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;
  /** What a subscription reads from: each time in a snapshot of its own, which `close` does not end. */
  readonly live: () => LiveSource;
  /** Ends the request's snapshot. The answer stands whatever becomes of it, so a failure is a fault for the log alone. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a request. It takes nothing of the database until something is read; `close` it in any case.
 *
 * @param signal ends the streams that are read for it
 */
export function createContext(passport: Passport, tools: Tools, signal?: AbortSignal): Context {
  const { company, caller, actingFor, reach = null } = passport;
  const { ids, clock, onFault } = tools;
  const database = new RequestDatabase(tools.database, company, reach, tools.replica);
  const newLoaders = () => createLoaders(company, caller.subject, (work) => database.read(work));
  let loaders = newLoaders();
  return {
    company,
    caller,
    actingFor: caller.kind === 'AGENT' ? (actingFor ?? null) : null,
    reach,
    ids,
    postLimits: tools.postLimits ?? null,
    onFault,
    now: () => new Date(clock()),
    loaders: () => loaders,
    read: (work) => database.read(work),
    write: (work) => database.write(work).finally(() => (loaders = newLoaders())),
    live: () => liveSource(passport, tools, signal),
    close: () => database.close().catch(onFault),
  };
}

function liveSource(
  { company, caller, reach = null }: Passport,
  { database, wakes }: Tools,
  signal: AbortSignal | undefined,
): LiveSource {
  if (!wakes) throw new Error('Streams are not served here.');
  return {
    company,
    reader: { company, subject: caller.subject },
    companyKey: JSON.stringify([company, reach]),
    key: JSON.stringify([company, caller.subject, reach]),
    read: (work) => readAsCompany(database, { company, reach }, work),
    listen: (...what) => {
      const ear = wakes.listen(...what);
      if (signal?.aborted) ear.close();
      signal?.addEventListener('abort', () => ear.close(), { once: true });
      return ear;
    },
  };
}
