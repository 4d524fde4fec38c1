import { threadIsReadable } from '../access/readable.ts';
import type { Transaction } from '../database.ts';
import type { Scope } from './scope-rules.ts';

/** What those of the teams have that the company is in now. Of threads only those count that it may read. */
export function readScopes(
  company: string,
  transaction: Transaction,
  teamIds: readonly string[],
): Promise<Scope[]> {
  return transaction.$queryRaw<Scope[]>`
    SELECT own.team_id AS "teamId",
      (SELECT count(*)::int FROM membership_intervals AS i
        WHERE i.team_id = own.team_id AND i.to_sequence IS NULL) AS companies,
      (SELECT count(*)::int FROM participants AS p
        WHERE p.team_id = own.team_id AND p.left_sequence IS NULL) AS participants,
      (SELECT count(*)::int FROM threads AS th WHERE th.team_id = own.team_id AND ${threadIsReadable(company)}
        AND 'CLOSED' IS DISTINCT FROM (SELECT tr.state::text FROM thread_revisions AS tr
          WHERE tr.thread_id = th.id ORDER BY tr.sequence DESC LIMIT 1)) AS "openThreads"
    FROM membership_intervals AS own
    WHERE own.team_id = ANY(${[...teamIds]}::text[]) AND own.company_slug = ${company} AND own.to_sequence IS NULL`;
}
