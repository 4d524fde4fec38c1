import { Prisma } from '#prisma/shared/client/client.ts';
import { LAST_SEQUENCE } from './page-window.ts';

/**
 * What a company may read, said once. A company reads what lies within the intervals of its membership of a team:
 * closed ranges of the team's sequence, open-ended while it is in. Every statement that reads shared data carries one of
 * these conditions, so that the database decides in the snapshot of the read.
 *
 * A thread that is or was restricted narrows this further: `thread_audiences` says, by sequence too, which companies
 * read it. So a restriction takes nothing back that was read before it, and opening a thread again tells nothing of what
 * was said behind the door.
 *
 * A caller whom its company has narrowed reads less. That is said in the policies of the second wall alone (`narrow: …`):
 * they ask for ids and no sequence, so that there is nothing that could drift apart.
 *
 * Aliases are fixed: `t` teams, `th` threads, `v` invitations, `pr` proposals, `tr` thread_revisions, `m` messages, `rv` message_revisions,
 * `re` message_reactions, `s` shares, `e` team_events, `p` participants, `c` companies.
 */
const REACH = Prisma.sql`int4range(i.from_sequence, i.to_sequence, '[]')`;
/** A range of a thread's audience. */
const HEARD = Prisma.sql`int4range(a.from_sequence, a.to_sequence, '[]')`;

/** A team: any interval in it, past or present. */
export function teamIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i WHERE i.team_id = t.id AND i.company_slug = ${company} AND i.readable)`;
}

/**
 * A thread: created before one of the intervals ended, and the company was of its audience at some time within it. What
 * was said in it is judged message by message.
 */
export function threadIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = th.team_id AND i.company_slug = ${company} AND i.readable
      AND (i.to_sequence IS NULL OR i.to_sequence >= th.created_sequence)
      AND (NOT th.has_audiences OR EXISTS (SELECT ${audienceOf(company, Prisma.sql`th.id`)} AND ${REACH} && ${HEARD})))`;
}

/** What became of a thread: not after the company stopped reading it. Needs `th`. */
export function threadRevisionIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`(EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = tr.team_id AND i.company_slug = ${company} AND i.readable
      AND (i.to_sequence IS NULL OR i.to_sequence >= tr.sequence))
    AND (NOT th.has_audiences OR EXISTS (
      SELECT ${audienceOf(company, Prisma.sql`th.id`)} AND (a.to_sequence IS NULL OR a.to_sequence >= tr.sequence))))`;
}

/** A message: its sequence lies within an interval, and the company was of its thread's audience then. */
export function messageIsReadable(company: string): Prisma.Sql {
  return partOfThreadIsReadable(company, Prisma.sql`m.sequence`);
}

/** A message's parts: shown while it has a text and the company has not hidden it. */
export function messageIsShown(company: string): Prisma.Sql {
  return Prisma.sql`(${messageIsReadable(company)} AND m.redacted_at IS NULL AND NOT EXISTS (
    SELECT FROM hidden_messages AS h WHERE h.message_id = m.id AND h.company_slug = ${company}))`;
}

/** A later text of a message: as if it were a message of its own. Needs `m`. */
export function messageRevisionIsReadable(company: string): Prisma.Sql {
  return partOfThreadIsReadable(company, Prisma.sql`rv.sequence`);
}

/** A reaction: as if it were a message; and not once the company may know that it was taken back. Needs `m`. */
export function reactionIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`(${partOfThreadIsReadable(company, Prisma.sql`re.sequence`)}
    AND (re.removed_sequence IS NULL OR NOT EXISTS (
      SELECT FROM membership_intervals AS i WHERE i.team_id = re.team_id AND i.company_slug = ${company} AND i.readable
        AND (i.to_sequence IS NULL OR i.to_sequence >= re.removed_sequence))))`;
}

/** For lists that have `th` at hand, beside the intervals: the company is of the thread's audience at that sequence. */
export function messageIsHeard(company: string): Prisma.Sql {
  return Prisma.sql`(NOT th.has_audiences OR EXISTS (
    SELECT ${audienceOf(company, Prisma.sql`th.id`)} AND ${HEARD} @> m.sequence))`;
}

/** The same as ranges, for what walks a thread: null for one that is heard by all. Needs `th`. */
export function heardRanges(company: string): Prisma.Sql {
  return Prisma.sql`CASE WHEN th.has_audiences THEN ARRAY(SELECT ${HEARD} ${audienceOf(company, Prisma.sql`th.id`)}) END`;
}

function partOfThreadIsReadable(company: string, sequence: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = m.team_id AND i.company_slug = ${company} AND i.readable AND ${REACH} @> ${sequence})
    AND (NOT (SELECT thread.has_audiences FROM threads AS thread WHERE thread.id = m.thread_id) OR EXISTS (
      SELECT ${audienceOf(company, Prisma.sql`m.thread_id`)} AND ${HEARD} @> ${sequence})))`;
}

/** The ranges of a thread that the company may read, as rows of `a`. */
function audienceOf(company: string, threadId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`FROM thread_audiences AS a
    WHERE a.thread_id = ${threadId} AND (a.company_slug IS NULL OR a.company_slug = ${company})`;
}

/** An event: its sequence lies within an interval. */
export function eventIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = e.team_id AND i.company_slug = ${company} AND i.readable AND ${REACH} @> e.sequence)`;
}

/** Whether the caller reads the team `t` as a whole: of a narrowed caller's teams, those that it was not narrowed within. */
export const TEAM_IS_WHOLE = Prisma.sql`((SELECT app_whole()) OR t.id = ANY((SELECT app_reach())::text[]))`;

/**
 * The rule of messages and events for long lists: the company's intervals as rows of `i` with both ends given. Reading a
 * list range by range keeps a page's cost to the page; with the conditions above the planner reads and sorts the whole
 * thread. CASE and not COALESCE: under row-level security only what PostgreSQL knows not to leak may limit an index scan
 * (`contain_leaked_vars`), and it does not know that of COALESCE.
 */
export function readableRanges(company: string): Prisma.Sql {
  return Prisma.sql`(
    SELECT i.team_id, i.from_sequence,
      CASE WHEN i.to_sequence IS NULL THEN ${LAST_SEQUENCE}::int ELSE i.to_sequence END AS to_sequence
    FROM membership_intervals AS i WHERE i.company_slug = ${company} AND i.readable)`;
}

/**
 * A share: it was made within an interval. That there is one is told to the whole team, as in the log, also where a
 * restricted thread's message carries it; what is in it is its owner's to show.
 */
export function shareIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = s.team_id AND i.company_slug = ${company} AND i.readable AND ${REACH} @> s.sequence)`;
}

/** Whether a share was taken back, as far as the company may know: not after it has left. */
export function shareIsOver(company: string): Prisma.Sql {
  return Prisma.sql`(s.revoked_sequence IS NOT NULL AND EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = s.team_id AND i.company_slug = ${company} AND i.readable AND NOT i.granted
      AND (i.to_sequence IS NULL OR i.to_sequence >= s.revoked_sequence)))`;
}

/** A participant: it took part at some time within an interval. */
export function participantIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = p.team_id AND i.company_slug = ${company} AND i.readable
      AND ${REACH} && int4range(p.joined_sequence, p.left_sequence, '[]'))`;
}

/** Whether a participant has left, as far as the company may know: the end lies before an end of its own. */
export function participantHasLeft(company: string): Prisma.Sql {
  return Prisma.sql`(p.left_sequence IS NOT NULL AND EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = p.team_id AND i.company_slug = ${company} AND i.readable AND NOT i.granted
      AND (i.to_sequence IS NULL OR i.to_sequence >= p.left_sequence)))`;
}

/**
 * A company's card: one's own, of a company that was in a team at the same time or in what was granted of its history,
 * or of a company that shares an invitation. Being read about by a company that came later shows nothing of that one.
 */
export function companyIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`(c.slug = ${company} OR EXISTS (
    SELECT FROM membership_intervals AS i JOIN membership_intervals AS o ON o.team_id = i.team_id
    WHERE i.company_slug = ${company} AND i.readable AND o.company_slug = c.slug AND NOT o.granted
      AND ${REACH} && int4range(o.from_sequence, o.to_sequence, '[]'))
    OR EXISTS (SELECT FROM invitations AS v WHERE ${invitationIsReadable(company)}
      AND (c.slug = v.company_slug OR v.company_slug = ${company}
        AND (c.slug = v.inviter_slug OR c.slug = ANY (v.companies)))))`;
}

/**
 * An invitation: one's own, or sent within an interval of a company that is in now. What becomes of invitations and
 * proposals is the business of those who are in: a company that has left would learn of what came after it.
 */
export function invitationIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`(v.company_slug = ${company}
    OR EXISTS (SELECT ${intervalsOfMember(company, Prisma.sql`v.team_id`)} AND ${REACH} @> v.sequence))`;
}

/** A proposal: made within an interval of a company that is in now, or still open to it; or it needs its consent. */
export function proposalIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`(EXISTS (
    SELECT ${intervalsOfMember(company, Prisma.sql`pr.team_id`)} AND (${REACH} @> pr.sequence OR pr.state = 'OPEN'))
    OR pr.kind = 'GRANT_HISTORY' AND pr.state = 'OPEN' AND ${hasWrittenIn(company)})`;
}

/** The intervals, as rows of `i`, of a company that is in the team now. */
function intervalsOfMember(company: string, teamId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`FROM membership_intervals AS present
    JOIN membership_intervals AS i ON i.team_id = present.team_id AND i.company_slug = present.company_slug
    WHERE present.team_id = ${teamId} AND present.company_slug = ${company} AND present.to_sequence IS NULL
      AND i.readable`;
}

/** Whether a company wrote in the range of the proposal `pr`: its history is not given away without it. */
export function hasWrittenIn(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM team_events AS w WHERE w.team_id = pr.team_id AND w.company_slug = ${company}
      AND w.sequence BETWEEN pr.from_sequence AND pr.to_sequence)`;
}
