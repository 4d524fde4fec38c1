import { isIdOf } from '#schema/wire/ids.ts';
import type { Transaction } from '../database.ts';

/** A participant who takes part now. */
export interface PresentParticipant {
  readonly id: string;
  readonly companySlug: string;
}

/** Those of the participants who take part in the team now, their companies with them. Read it under the team's lock. */
export async function presentParticipants(
  transaction: Transaction,
  teamId: string,
  ids: readonly string[],
): Promise<PresentParticipant[]> {
  const wanted = ids.filter((id) => isIdOf(id, 'par'));
  // Not through `team_slugs`: a company sees its own alone.
  return transaction.$queryRaw<PresentParticipant[]>`
    SELECT p.id, p.company_slug AS "companySlug"
    FROM participants AS p JOIN membership_intervals AS i
      ON i.team_id = p.team_id AND i.company_slug = p.company_slug AND i.to_sequence IS NULL
    WHERE p.id = ANY(${wanted}::text[]) AND p.team_id = ${teamId} AND p.left_sequence IS NULL`;
}

/** The company's present participant with that subject, person or agent; null when there is none. */
export async function presentBySubject(
  company: string,
  transaction: Transaction,
  teamId: string,
  subject: string,
): Promise<{ readonly id: string } | null> {
  return transaction.participant.findFirst({
    where: { teamId, companySlug: company, subject, leftSequence: null },
    select: { id: true },
  });
}
