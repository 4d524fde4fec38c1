import type { Transaction } from '../database.ts';

/**
 * An attestation travels in a header, and a verifier reads no token over 8 KiB (`schema/wire/signatures.ts`): so many
 * team ids fit. Two companies in more teams than this see the rest of them without each other's published fields.
 */
const MOST_TEAMS = 150;

/** The teams that both companies are in now, the latest joined first; none while one of the two takes no part in the network. */
export async function readTeamsInCommon(
  company: string,
  transaction: Transaction,
  other: string,
): Promise<string[]> {
  const rows = await transaction.$queryRaw<{ id: string }[]>`
    SELECT own.team_id AS id
    FROM membership_intervals AS own JOIN membership_intervals AS their ON their.team_id = own.team_id
    JOIN companies AS c ON c.slug = own.company_slug JOIN companies AS d ON d.slug = their.company_slug
    WHERE c.state = 'ACTIVE' AND d.state = 'ACTIVE' AND own.company_slug = ${company} AND their.company_slug = ${other}
      AND own.to_sequence IS NULL AND their.to_sequence IS NULL
    ORDER BY GREATEST(own.joined_at, their.joined_at) DESC, own.team_id DESC LIMIT ${MOST_TEAMS}`;
  return rows.map(({ id }) => id);
}
