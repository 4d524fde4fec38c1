import { SCHEMA_PATHS } from '#schema/wire/schema-registry.ts';
import { standingRequest, type CompanyStanding } from '#schema/wire/standing.ts';
import { jsonReply, type Route } from '#subgraphs/kit/http-server.ts';
import { readAsCompany } from '../access/row-security.ts';
import type { Transaction } from '../database.ts';
import { signedRoute, type SchemaRouteTools } from '../schemas/schema-routes.ts';

/**
 * `POST /companies/standing`: what is shown of a company now, for that company alone. It compares with its own ledger,
 * which is another database, and may have been restored to another time.
 */
export function createStandingRoute(tools: SchemaRouteTools): Route {
  const { database, clock } = tools;
  return signedRoute(SCHEMA_PATHS.standing, standingRequest, tools, async ({ company }) =>
    company === null
      ? { status: 401 }
      : jsonReply(
          200,
          await readAsCompany(database, { company }, (transaction) =>
            readStanding(company, transaction, new Date(clock())),
          ),
        ),
  );
}

async function readStanding(company: string, transaction: Transaction, now: Date): Promise<CompanyStanding> {
  const own = { companySlug: company };
  const [participants, shares] = [
    await transaction.participant.findMany({ where: { ...own, leftSequence: null }, select: { id: true } }),
    await transaction.share.findMany({
      where: { ...own, revokedSequence: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      select: { id: true },
    }),
  ];
  return { participants: participants.map(({ id }) => id), shares: shares.map(({ id }) => id) };
}
