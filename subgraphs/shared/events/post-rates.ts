import { Prisma } from '#prisma/shared/client/client.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import type { EventKind } from './event-kinds.ts';

/** How much may be posted in a minute, by a company without limits of its own and by each of its participants. */
export interface PostLimits {
  readonly company: number;
  readonly participant: number;
}

/** What a company hardly meets that means well. */
export const USUAL_POST_LIMITS: PostLimits = { company: 6000, participant: 600 };

/**
 * Whether a change counts as a post: what adds to what others have to read. What takes something back (a redaction, a
 * withdrawal, leaving, an end of sharing) is never refused for having come too soon, nor is an answer that others wait for.
 */
const COUNTS: Readonly<Record<EventKind, boolean>> = {
  ...{ IMPORTED: false, COMPANY_JOINED: false, COMPANY_LEFT: false, COMPANY_REMOVED: false },
  ...{ PARTICIPANT_REMOVED: false, STEWARD_APPOINTED: false, STEWARD_STEPPED_DOWN: false },
  ...{ TEAM_ARCHIVED: false, TEAM_UNARCHIVED: false, TEAM_DELETED: false, HISTORY_GRANTED: false },
  ...{ INVITATION_ACCEPTED: false, INVITATION_DECLINED: false, INVITATION_REVOKED: false },
  ...{ PROPOSAL_AGREED: false, PROPOSAL_REFUSED: false, PROPOSAL_WITHDRAWN: false },
  ...{ THREAD_CLOSED: false, THREAD_RESTRICTED: false, THREAD_PARTICIPANTS_REMOVED: false },
  ...{ MESSAGE_REDACTED: false, MESSAGE_EXPIRED: false, REACTION_REMOVED: false, SHARE_REVOKED: false },
  ...{ RETENTION_SET: false },
  ...{ TEAM_CREATED: true, TEAM_RENAMED: true, INVITATION_SENT: true, PROPOSAL_MADE: true },
  ...{ PARTICIPANT_ADDED: true, PARTICIPANT_UPDATED: true, THREAD_CREATED: true, THREAD_RENAMED: true },
  ...{ THREAD_REOPENED: true, THREAD_OPENED: true, THREAD_PARTICIPANTS_ADDED: true },
  ...{ MESSAGE_POSTED: true, MESSAGE_EDITED: true, REACTION_ADDED: true, SHARE_CREATED: true },
};

/** Too much was posted: nothing of it is written. */
export class PostedTooMuch extends Refusal {
  readonly retryAfterSeconds: number;

  constructor(whose: 'company' | 'participant', retryAfterSeconds: number) {
    const who = whose === 'company' ? 'Your company has' : 'You have';
    const again = `Try again in ${retryAfterSeconds} ${retryAfterSeconds === 1 ? 'second' : 'seconds'}.`;
    super('RATE_LIMITED', `${who} changed too much in a short time. ${again}`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Posts of one company and participant that are to be counted. */
export interface Posts {
  readonly company: string;
  readonly limits: PostLimits;
  /** By participant; the empty id stands for the company and has all of them. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Counts the posts among changes; null where there are none. */
export function postsAmong(
  company: string,
  limits: PostLimits | null,
  changes: readonly { readonly kind: EventKind; readonly actor: string | null }[],
): Posts | null {
  const posts = limits ? changes.filter(({ kind }) => COUNTS[kind]) : [];
  if (limits === null || posts.length === 0) return null;
  const counts = new Map([['', posts.length]]);
  for (const { actor } of posts) if (actor !== null) counts.set(actor, (counts.get(actor) ?? 0) + 1);
  return { company, limits, counts };
}

/** What the statement that takes posts tells: how many seconds too early it comes, for the company and a participant. */
export interface PostsTaken {
  readonly companyEarly: number | null;
  readonly participantEarly: number | null;
}

/**
 * Fills a bucket of `post_rates AS r` up by what a row that is inserted was given beyond the statement's beginning, where
 * the bucket is there already, and ends an `INSERT`.
 */
export const ADDED_TO_BUCKET = Prisma.sql`
  ON CONFLICT (company_slug, participant_id) DO UPDATE
    SET full_at = GREATEST(r.full_at, statement_timestamp()) + (EXCLUDED.full_at - statement_timestamp())`;

/**
 * Takes posts from their buckets (GCRA, a minute's worth each), as a part `taken` of the statement that writes their events:
 * the database's clock and row decide for all replicas, and what is refused is undone with the transaction. The instant
 * is the statement's beginning: what waits for the row's lock must not be given the time that it waited twice.
 */
export function takingPosts(posts: Posts | null): Prisma.Sql {
  if (posts === null) return Prisma.sql`taken (whole, early) AS (SELECT true, 0.0::float8 WHERE false)`;
  const { company, limits, counts } = posts;
  return Prisma.sql`
    asked (participant, posts, per_minute) AS (
      SELECT a.participant, a.posts, CASE a.participant
        WHEN '' THEN COALESCE((c.limits->>'postsPerMinute')::int, ${limits.company}::int)
        ELSE COALESCE((c.limits->>'participantPostsPerMinute')::int, ${limits.participant}::int) END
      FROM unnest(${[...counts.keys()]}::text[], ${[...counts.values()]}::int[]) AS a (participant, posts)
        JOIN companies AS c ON c.slug = ${company}
      ORDER BY a.participant),
    taken (whole, early) AS (
      INSERT INTO post_rates AS r (company_slug, participant_id, full_at)
      SELECT ${company}, participant,
        statement_timestamp() + LEAST(posts, per_minute) * interval '60 s' / per_minute FROM asked
      ${ADDED_TO_BUCKET}
      RETURNING participant_id = '', EXTRACT(EPOCH FROM full_at - statement_timestamp())::float8 - 60)`;
}

/** The columns that tell what was taken. */
export const POSTS_TAKEN = Prisma.sql`
  (SELECT max(early) FROM taken WHERE whole) AS "companyEarly",
  (SELECT max(early) FROM taken WHERE NOT whole) AS "participantEarly"`;

/** An interval is rounded to a microsecond. */
const ROUNDING_SECONDS = 0.001;

/** In how many seconds somebody who came so many too early may come again; 0: at once. */
export function secondsToWait(early: number): number {
  return early > ROUNDING_SECONDS ? Math.max(1, Math.ceil(early)) : 0;
}

/** @throws PostedTooMuch where more was taken than there was */
export function mustBeInTime({ companyEarly, participantEarly }: PostsTaken): void {
  const [company, participant] = [companyEarly ?? 0, participantEarly ?? 0];
  const seconds = secondsToWait(Math.max(company, participant));
  if (seconds === 0) return;
  throw new PostedTooMuch(participant > ROUNDING_SECONDS ? 'participant' : 'company', seconds);
}
