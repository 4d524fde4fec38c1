import { enterCompany } from '../access/row-security.ts';
import type { Database } from '../database.ts';
import { ADDED_TO_BUCKET, secondsToWait } from '../events/post-rates.ts';

/** How many schemas and sets of documents a company may have checked in an hour, unless it has a limit of its own. */
export const USUAL_PUBLICATIONS = 120;

/** Beside the company's posts in `post_rates`, under what is no participant's id. */
const BUCKET = 'publications';
const HOUR_SECONDS = 3600;

/** A company has had too much checked in a short time. */
export class PublishedTooOften extends Error {
  readonly retryAfterSeconds: number;

  constructor(retryAfterSeconds: number) {
    super(`Your company has published too often. Try again in ${retryAfterSeconds} s.`);
    this.name = 'PublishedTooOften';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * Takes one publication from the company's bucket (GCRA, an hour's worth), by the database's clock and row, for all
 * replicas. To be called before the check, which is what costs: one that is refused or takes too long counts as well.
 *
 * @throws PublishedTooOften, and nothing is taken
 */
export async function takePublication(company: string, perHour: number, database: Database): Promise<void> {
  await database.$transaction(async (transaction) => {
    await enterCompany(transaction, company);
    const [taken] = await transaction.$queryRaw<{ early: number }[]>`
      INSERT INTO post_rates AS r (company_slug, participant_id, full_at)
      SELECT c.slug, ${BUCKET}, statement_timestamp()
        + interval '1 s' * (${HOUR_SECONDS}::float8 / COALESCE((c.limits->>'publicationsPerHour')::int, ${perHour}::int))
        FROM companies AS c WHERE c.slug = ${company}
      ${ADDED_TO_BUCKET}
      RETURNING EXTRACT(EPOCH FROM full_at - statement_timestamp())::float8 - ${HOUR_SECONDS} AS early`;
    const seconds = secondsToWait(taken?.early ?? 0);
    if (seconds > 0) throw new PublishedTooOften(seconds);
  });
}
