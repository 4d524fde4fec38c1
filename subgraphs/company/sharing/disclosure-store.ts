import { Prisma } from '#prisma/company/client/client.ts';
import { parseId } from '#schema/wire/ids.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Connection, KeyCodec, PageRequest } from '#subgraphs/kit/connection.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';
import type { DisclosureState } from './disclosure-rules.ts';

/** A line of the ledger, whichever table it is in. `state` is as of the store's clock. */
export interface DisclosureRow {
  readonly id: string;
  readonly kind: 'PARTICIPANT' | 'SHARE' | 'ESCALATION';
  readonly teamId: string;
  readonly state: DisclosureState;
  readonly since: Date;
  readonly until: Date | null;
  readonly endedAt: Date | null;
  /** Ids of an agent or a person of the company. */
  readonly byId: string | null;
  readonly endedById: string | null;
  readonly problem: string | null;
  /** What was made visible: an agent, a person, a document or an internal thread. */
  readonly targetId: string;
  /** The title that was given to it; null where it goes by its own. */
  readonly title: string | null;
}

/** A page of the ledger. */
export type DisclosurePage = Connection<DisclosureRow>;

/** How often another company was given something. */
export interface ReadCountRow {
  readonly disclosureId: string;
  readonly company: string;
  readonly count: number;
  readonly lastAt: Date;
}

/** Which lines of the ledger; what is left out does not narrow. */
export interface DisclosureFilter {
  readonly teamId?: string | null | undefined;
  readonly company?: string | null | undefined;
  readonly kind?: DisclosureRow['kind'] | null | undefined;
  readonly state?: DisclosureState | null | undefined;
  readonly activeOnly?: boolean | null | undefined;
}

/** Reads the ledger. All of it is the own company's people's: others get nothing. */
export interface DisclosureStore {
  /** Up to `limit + 1` lines between the page's keys, newest first; from the end when `backward`. */
  page(
    principal: Principal,
    filter: DisclosureFilter,
    page: PageRequest<string>,
  ): Promise<readonly DisclosureRow[]>;
  /** The latest line of each of the ids, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<readonly DisclosureRow[]>;
  /** How often the lines of those ids were read, by company. */
  readCounts(principal: Principal, ids: readonly string[]): Promise<readonly ReadCountRow[]>;
  /** The ids of everything that the ledger names: participants, shares, and the agents and people behind them. */
  namedIds(principal: Principal): Promise<readonly string[]>;
}

/** PostgreSQL reads no date that JavaScript writes with more than four digits of year. */
const LAST_INSTANT = Date.UTC(9999, 11, 31);

/** Lines by time and id: several may begin in one millisecond. */
export const ledgerKey: KeyCodec<string> = {
  name: 'led',
  read(text) {
    const [, time = '', id] = /^(\d{1,15}):(.*)$/.exec(text) ?? [];
    return parseId(id) !== null && Number(time) <= LAST_INSTANT ? text : null;
  },
};

/** A line's place in the ledger. */
export function ledgerKeyOf({ since, id }: DisclosureRow): string {
  return `${since.getTime()}:${id}`;
}

/** Reads the ledger in the company's database. */
export function createDisclosureStore(db: Database, clock: Clock): DisclosureStore {
  const now = () => new Date(clock());
  return {
    async page(principal, filter, page) {
      if (!isPerson(principal)) return [];
      const direction = page.backward ? Prisma.sql`ASC` : Prisma.sql`DESC`;
      return db.$queryRaw<DisclosureRow[]>`${ledger(now())}
        SELECT * FROM shown WHERE ${Prisma.join([...filters(filter), ...between(page)], ' AND ')}
        ORDER BY since ${direction}, id ${direction} LIMIT ${page.limit + 1}`;
    },
    async byIds(principal, ids) {
      if (!isPerson(principal)) return [];
      return db.$queryRaw<DisclosureRow[]>`${ledger(now())}
        SELECT DISTINCT ON (id) * FROM shown WHERE id = ANY(${[...ids]}) ORDER BY id, since DESC`;
    },
    async readCounts(principal, ids) {
      if (!isPerson(principal)) return [];
      return db.disclosureRead.findMany({
        where: { disclosureId: { in: [...ids] } },
        orderBy: { company: 'asc' },
      });
    },
    async namedIds(principal) {
      if (!isPerson(principal)) return [];
      const rows = await db.$queryRaw<{ id: string }[]>`
        SELECT participant_id AS id FROM publications
        UNION SELECT coalesce(agent_id, person_id) FROM publications
        UNION SELECT id FROM shares ORDER BY id`;
      return rows.map(({ id }) => id);
    },
  };
}

function isPerson(principal: Principal): boolean {
  return principal.kind === 'own' && principal.callerKind === 'person';
}

/** All lines in one form, each in the state that it is in now: what has run out is over. */
function ledger(now: Date): Prisma.Sql {
  return Prisma.sql`WITH line AS (
      SELECT participant_id AS id, 'PARTICIPANT' AS kind, team_id, state, published_at AS since, expires_at,
             revoked_at, published_by AS by_id, revoked_by, problem, coalesce(agent_id, person_id) AS target_id,
             NULL AS title
      FROM publications
      UNION ALL SELECT id, 'SHARE', team_id, state, shared_at, expires_at, revoked_at, shared_by, revoked_by, problem,
             target_id, NULL
      FROM shares
      UNION ALL SELECT id, 'ESCALATION', team_id, state, escalated_at, NULL, NULL, escalated_by, NULL, problem,
             private_thread_id, title
      FROM escalations
    ), shown AS (
      SELECT id, kind, team_id AS "teamId", since, expires_at AS until, by_id AS "byId", revoked_by AS "endedById",
             problem, target_id AS "targetId", title,
             CASE WHEN state = 'ACTIVE' AND (revoked_at IS NOT NULL OR expires_at <= ${now}) THEN 'ENDED'
                  ELSE state::text END AS state,
             least(revoked_at, CASE WHEN state <> 'REFUSED' AND expires_at <= ${now} THEN expires_at END)
               AS "endedAt"
      FROM line
    )`;
}

function filters({ teamId, company, kind, state, activeOnly }: DisclosureFilter): Prisma.Sql[] {
  return [
    Prisma.sql`TRUE`,
    ...(teamId == null ? [] : [Prisma.sql`"teamId" = ${teamId}`]),
    ...(kind == null ? [] : [Prisma.sql`kind = ${kind}`]),
    ...(state == null ? [] : [Prisma.sql`state = ${state}`]),
    ...(activeOnly ? [Prisma.sql`state IN ('PENDING', 'ACTIVE')`] : []),
    ...(company == null ? [] : [readBy(company)]),
  ];
}

function readBy(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM disclosure_reads AS reads
    WHERE reads.disclosure_id = shown.id AND reads.company = ${company})`;
}

/** Newest first: what comes after a line is older. */
function between({ after, before }: PageRequest<string>): Prisma.Sql[] {
  return [
    ...(after === null ? [] : [Prisma.sql`(since, id) < ${place(after)}`]),
    ...(before === null ? [] : [Prisma.sql`(since, id) > ${place(before)}`]),
  ];
}

function place(key: string): Prisma.Sql {
  const [time = '', id = ''] = key.split(':');
  return Prisma.sql`(${new Date(Number(time))}::timestamptz, ${id})`;
}
