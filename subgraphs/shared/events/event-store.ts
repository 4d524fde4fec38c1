import { Prisma } from '#prisma/shared/client/client.ts';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import { sequenceWindow } from '../access/page-window.ts';
import { eventIsReadable, readableRanges, TEAM_IS_WHOLE } from '../access/readable.ts';
import type { Transaction } from '../database.ts';
import type { SequenceRange } from './chain-rules.ts';
import { TEAM_EVENTS_CHANNEL, writeNotice } from './event-notice.ts';
import { mustBeInTime, POSTS_TAKEN, takingPosts, type Posts, type PostsTaken } from './post-rates.ts';
import { chainEvents, type ChainHead, type EventDraft, type EventRow } from './event-rules.ts';

const COLUMNS = Prisma.sql`e.team_id AS "teamId", e.sequence, e.id, e.kind, e.actor_id AS "actorId",
  e.company_slug AS "companySlug", e.at, e.payload, e.previous_hash AS "previousHash", e.hash`;

/**
 * Adds one change to its team's log and gives it the team's next sequence. To be called in the transaction that makes
 * the change: both stand or neither. The row lock that this takes puts the team's writers in one line until it ends.
 */
export async function appendEvent(
  transaction: Transaction,
  { teamId, ...draft }: EventDraft & { readonly teamId: string },
  posts: Posts | null = null,
): Promise<EventRow> {
  const [event] = await appendEvents(transaction, teamId, [draft], posts);
  if (event === undefined) throw new Error('The event was not added.');
  return event;
}

/**
 * Several changes of one team at once, in their order; see {@link appendEvent}. The only place that takes sequences.
 *
 * @param posts those among them that count against their company's limits; null: none
 * @throws PostedTooMuch where they go beyond them
 */
export async function appendEvents(
  transaction: Transaction,
  teamId: string,
  drafts: readonly EventDraft[],
  posts: Posts | null = null,
): Promise<EventRow[]> {
  const head = await lockHead(transaction, teamId);
  const events = chainEvents(teamId, head, drafts);
  const last = events.at(-1);
  if (last === undefined) return [];
  const kinds = drafts.map(({ kind }) => kind);
  // One text for any number of events, so that it is prepared once. Streams are told when the transaction commits.
  const [updated] = await transaction.$queryRaw<PostsTaken[]>`
    WITH added AS (
      INSERT INTO team_events (team_id, sequence, id, kind, actor_id, company_slug, at, payload, previous_hash, hash)
      SELECT ${teamId}, e.* FROM json_to_recordset(${JSON.stringify(events)}::json) AS e (
        sequence int, id text, kind text, "actorId" text, "companySlug" text, at timestamptz(3), payload text,
        "previousHash" text, hash text)),
      ${takingPosts(posts)}
    UPDATE teams SET last_sequence = ${last.sequence}, last_hash = ${last.hash}
    WHERE id = ${teamId} AND last_sequence = ${head.sequence}
    RETURNING ${POSTS_TAKEN}, pg_notify(${TEAM_EVENTS_CHANNEL}, ${writeNotice(teamId, kinds)})::text`;
  if (updated === undefined) throw new Error('The head of the log moved under its lock.');
  mustBeInTime(updated);
  return events;
}

async function lockHead(transaction: Transaction, teamId: string): Promise<ChainHead> {
  const [head] = await transaction.$queryRaw<ChainHead[]>`
    SELECT last_sequence AS sequence, last_hash AS hash FROM teams WHERE id = ${teamId} FOR NO KEY UPDATE`;
  if (head === undefined) throw new Error('A team that is missing or hidden has no log to add to.');
  return head;
}

/** Those of the events that the company may read, in no order. */
export function readEventsById(
  company: string,
  transaction: Transaction,
  ids: readonly string[],
): Promise<EventRow[]> {
  return transaction.$queryRaw<EventRow[]>`
    SELECT ${COLUMNS} FROM team_events AS e
    WHERE e.id = ANY(${[...ids]}::text[]) AND ${eventIsReadable(company)}`;
}

/** The same page of each team's events, by sequence, in one statement. */
export function readEventsOfTeams(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
  page: PageRequest<number>,
): Promise<EventRow[]> {
  const { from, to, order, limit } = sequenceWindow(page, Prisma.sql`e.sequence`);
  return transaction.$queryRaw<EventRow[]>`
    SELECT ${COLUMNS} FROM unnest(${[...teamIds]}::text[]) AS parent (id) CROSS JOIN LATERAL (
      SELECT e.* FROM ${readableRanges(company)} AS i CROSS JOIN LATERAL team_events_between(i.team_id,
        GREATEST(i.from_sequence, ${from}), LEAST(i.to_sequence, ${to}), ${page.backward}, ${page.limit + 1}::int) AS e
      WHERE i.team_id = parent.id ${order} ${limit}) AS e
    ${order}`;
}

/** A team's log as far as a company may read it: where it ends, and one range of those that the company may read. */
export interface ReadableChain extends ChainHead, SequenceRange {
  readonly teamId: string;
}

/**
 * The readable ranges of the teams' logs, cut at the end of each log; one row for each range, in no order. A caller who
 * reads a thread of a team alone has no log to check.
 */
export function readReadableChains(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
): Promise<ReadableChain[]> {
  return transaction.$queryRaw<ReadableChain[]>`
    SELECT t.id AS "teamId", t.last_sequence AS sequence, t.last_hash AS hash,
      i.from_sequence AS from, LEAST(i.to_sequence, t.last_sequence) AS to
    FROM ${readableRanges(company)} AS i JOIN teams AS t ON t.id = i.team_id
    WHERE t.id = ANY(${[...teamIds]}::text[]) AND i.from_sequence <= t.last_sequence AND t.deleted_at IS NULL
      AND ${TEAM_IS_WHOLE}`;
}

/** The next so many readable events of the teams after one place in them, by team and sequence. */
export function readEventsAfter(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
  after: { readonly teamId: string; readonly sequence: number },
  limit: number,
): Promise<EventRow[]> {
  return transaction.$queryRaw<EventRow[]>`
    SELECT ${COLUMNS} FROM team_events AS e
    WHERE e.team_id = ANY(${[...teamIds]}::text[]) AND (e.team_id, e.sequence) > (${after.teamId}, ${after.sequence})
      AND ${eventIsReadable(company)}
    ORDER BY e.team_id, e.sequence LIMIT ${limit}`;
}
