import { createHash } from 'node:crypto';
import type { PrismaPg } from '@prisma/adapter-pg';
import type { PoolConfig } from 'pg';
import { CheckedPg, type FaultOfText } from './checked-adapter.ts';

export interface AdapterOptions {
  /** Most connections at once; 10 unless told. */
  readonly max?: number;
  /** Shown by PostgreSQL in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Settings for every session, e.g. `{ 'app.tenant': 'acme' }` for a program that serves one tenant. */
  readonly settings?: Readonly<Record<string, string>>;
  /**
   * The address is of a pooler that gives a connection for a transaction at a time. Then nothing is prepared under a name,
   * and no setting asked for: the database has to have them; see `checkPooledSession`.
   */
  readonly pooled?: boolean;
  /** Told of a connection that broke while idle. The pool replaces it by itself. */
  readonly onConnectionError?: (error: Error) => void;
  /** Judges each text before it is sent; left out: none is. */
  readonly faultOfText?: FaultOfText;
}

/**
 * Each distinct text becomes a prepared statement, held by every connection. Texts that vary with the number of their
 * parameters would pile up, so after so many the rest goes unprepared.
 */
const PREPARED_STATEMENTS = 500;

/**
 * Longer than any of our transactions may take: what these end has been forgotten, by a program that was killed or a
 * network that dropped it, and would hold locks and keep vacuum from its work.
 */
const LIMITS = { statement_timeout: '60s', idle_in_transaction_session_timeout: '60s' };

/**
 * The pool behind a Prisma client.
 *
 * `TimeZone=UTC` is not a preference: the adapter writes a `timestamptz` as a text without an offset and cuts the offset
 * off what it reads (`@prisma/adapter-pg` 7.10, `formatDateTime`, `normalize_timestamptz`). In any other time zone it
 * stores other instants than it was given.
 */
export function poolOptions(url: string, options: AdapterOptions = {}): PoolConfig {
  // Options inside a connection string would replace ours instead of joining them.
  const { connectionString, startupOptions } = splitUrl(url);
  const settings = { ...LIMITS, ...options.settings, TimeZone: 'UTC' };
  const asked = [...startupOptions, ...Object.entries(settings).map(asStartupOption)].join(' ');
  return {
    connectionString,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'agent-network',
    ...(options.pooled ? {} : { options: asked }),
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
  };
}

function splitUrl(url: string): { connectionString: string; startupOptions: string[] } {
  const target = new URL(url);
  const startupOptions = target.searchParams.getAll('options');
  target.searchParams.delete('options');
  return { connectionString: target.href, startupOptions };
}

/** The adapter to pass to a generated client: `new PrismaClient({ adapter: createAdapter(url) })`. */
export function createAdapter(url: string, options: AdapterOptions = {}): PrismaPg {
  const report = options.onConnectionError ?? (() => undefined);
  const { faultOfText = () => null } = options;
  return new CheckedPg(faultOfText, poolOptions(url, options), {
    statementNameGenerator: statementNames(options.pooled ? 0 : PREPARED_STATEMENTS),
    onPoolError: report,
    onConnectionError: report,
  });
}

/** A name for each of the first `limit` distinct texts, and none ('' means unprepared) for those that come later. */
export function statementNames(limit: number): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= limit) return '';
    const name = createHash('sha256').update(sql).digest('base64url');
    names.set(sql, name);
    return name;
  };
}

/** PostgreSQL splits the option string at spaces, and takes a backslash for "not here". */
function asStartupOption([name, value]: [string, string]): string {
  return `-c ${name}=${value.replaceAll(/[\\\s]/g, '\\$&')}`;
}
