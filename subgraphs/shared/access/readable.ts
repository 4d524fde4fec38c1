import { Prisma } from '#prisma/shared/client/client.ts';

/**
 * What a company may read, said once. A company reads what lies within the intervals of its membership of a team:
 * closed ranges of the team's sequence, open-ended while it is in. Every statement that reads shared data carries one of
 * these conditions, so that the database decides in the snapshot of the read.
 *
 * Aliases are fixed: `t` teams, `th` threads, `m` messages, `e` team_events, `p` participants, `c` companies.
 */
const REACH = Prisma.sql`int4range(i.from_sequence, i.to_sequence, '[]')`;

/** The largest sequence that the column holds. */
const LAST_SEQUENCE = 2 ** 31 - 1;

/** A team: any interval in it, past or present. */
export function teamIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i WHERE i.team_id = t.id AND i.company_slug = ${company})`;
}

/** A thread: created before one of the intervals ended. What was said in it is judged message by message. */
export function threadIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = th.team_id AND i.company_slug = ${company}
      AND (i.to_sequence IS NULL OR i.to_sequence >= th.created_sequence))`;
}

/** A message: its sequence lies within an interval. */
export function messageIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = m.team_id AND i.company_slug = ${company} AND ${REACH} @> m.sequence)`;
}

/** An event: its sequence lies within an interval. */
export function eventIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = e.team_id AND i.company_slug = ${company} AND ${REACH} @> e.sequence)`;
}

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
    FROM membership_intervals AS i WHERE i.company_slug = ${company})`;
}

/** A participant: it took part at some time within an interval. */
export function participantIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`EXISTS (
    SELECT FROM membership_intervals AS i
    WHERE i.team_id = p.team_id AND i.company_slug = ${company}
      AND ${REACH} && int4range(p.joined_sequence, p.left_sequence, '[]'))`;
}

/** A company's card: one's own, or of a company that was in a team at the same time. */
export function companyIsReadable(company: string): Prisma.Sql {
  return Prisma.sql`(c.slug = ${company} OR EXISTS (
    SELECT FROM membership_intervals AS i JOIN membership_intervals AS o ON o.team_id = i.team_id
    WHERE i.company_slug = ${company} AND o.company_slug = c.slug
      AND ${REACH} && int4range(o.from_sequence, o.to_sequence, '[]')))`;
}
