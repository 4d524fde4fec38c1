import type { JWK } from 'jose';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { companyLimits } from '#schema/wire/registry.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import { asRegistry, readAsCompany } from '../access/row-security.ts';
import { createContext } from '../context.ts';
import type { Database, Transaction } from '../database.ts';
import { forgetRecorded } from '../recorded-operations/recorded-store.ts';
import { endMembership } from '../membership/membership-ending.ts';
import { enterAsCompany } from '../teams/team-authority.ts';
import { publicKeyOf } from './company-key-rules.ts';
import { writeCompanyKeys } from './company-key-store.ts';
import { mergeLimits, type CompanySettings, type SettingsChange } from './company-setting-rules.ts';

/** Whether a company takes part; `REMOVED` is for good. */
export type CompanyState = 'ACTIVE' | 'SUSPENDED' | 'REMOVED';

/** A company as whoever runs the network sees it. */
export interface CompanyCard extends CompanySettings {
  readonly slug: string;
  readonly name: string;
  readonly state: CompanyState;
  readonly issuer: string;
  readonly jwksUri: string;
  readonly subgraphUrl: string | null;
  readonly schemaHash: string;
  readonly keys: readonly { readonly kid: string; readonly addedAt: Date; readonly retiredAt: Date | null }[];
}

/** A change cannot be made. The message is for the operator. */
export class CompanyRefused extends Error {}

/** Every company there ever was, by slug. */
export async function listCompanies(database: Database): Promise<CompanyCard[]> {
  const rows = await asRegistry(database, (transaction) =>
    transaction.company.findMany({
      orderBy: { slug: 'asc' },
      include: { keys: { omit: { publicJwk: true, companySlug: true }, orderBy: { addedAt: 'asc' } } },
    }),
  );
  return rows.map((row) => ({ ...row, limits: readLimits(row.limits) }));
}

/** As the registry tells them to gateways: what cannot be read is no limit of its own. */
function readLimits(limits: unknown): CompanySettings['limits'] {
  return companyLimits.safeParse(limits).data ?? {};
}

/** One of them; null when there is none. */
export async function findCompany(database: Database, slug: string): Promise<CompanyCard | null> {
  return (await listCompanies(database)).find((company) => company.slug === slug) ?? null;
}

/** Suspends a company, or lets it take part again. Its teams, its history and its keys stay as they are. */
export async function setSuspended(database: Database, slug: string, suspended: boolean): Promise<void> {
  await asRegistry(database, async (transaction) => {
    await lockKnown(slug, transaction);
    const state = suspended ? 'SUSPENDED' : 'ACTIVE';
    await transaction.company.update({ where: { slug }, data: { state } });
  });
}

/** Sets what a company's callers may do. Gateways hear of it at once; requests under way end by what they began with. */
export async function changeSettings(
  database: Database,
  slug: string,
  { limits, ...columns }: SettingsChange,
): Promise<void> {
  await asRegistry(database, async (transaction) => {
    await lockKnown(slug, transaction);
    const { limits: before } = await transaction.company.findUniqueOrThrow({ where: { slug } });
    const data = limits === undefined ? {} : { limits: mergeLimits(readLimits(before), limits) };
    await transaction.company.update({ where: { slug }, data: { ...columns, ...data } });
    if (columns.recordOperations === false) await forgetRecorded(slug, transaction);
  });
}

/**
 * Removes a company for good: it leaves its teams, each with the event that all of them read; its keys are retired. What
 * others may read of the time stays. To be called again when it did not come to its end.
 *
 * @returns the teams that it left now, by id
 */
export async function removeCompany(database: Database, slug: string, clock: Clock): Promise<string[]> {
  const known = await findCompany(database, slug);
  if (known === null) throw new CompanyRefused(`There is no company "${slug}".`);
  if (known.state !== 'REMOVED') await setSuspended(database, slug, true);
  const teams = await activeTeams(database, slug);
  for (const teamId of teams) await leave(database, slug, teamId, clock);
  await asRegistry(database, async (transaction) => {
    await writeCompanyKeys(slug, transaction, []);
    await transaction.company.update({ where: { slug }, data: { state: 'REMOVED', subgraphUrl: null } });
  });
  return teams;
}

/** Adds a key beside those that are live, or retires one of them: together a rotation with overlap. */
export async function changeKeys(
  database: Database,
  slug: string,
  change: { readonly add?: JWK; readonly retire?: string },
): Promise<void> {
  await asRegistry(database, async (transaction) => {
    await lockKnown(slug, transaction);
    const rows = await transaction.companyKey.findMany({ where: { companySlug: slug, retiredAt: null } });
    const live = rows.map(({ publicJwk }) => publicKeyOf(publicJwk as JWK));
    const kept = live.filter(({ kid }) => kid !== change.retire);
    if (change.retire !== undefined && kept.length === live.length)
      throw new CompanyRefused(`${slug} has no live key "${change.retire}".`);
    const added = change.add === undefined ? [] : [publicKeyOf(change.add)];
    const others = kept.filter(({ kid }) => kid !== added[0]?.kid);
    await writeCompanyKeys(slug, transaction, [...others, ...added]);
  });
}

async function lockKnown(slug: string, transaction: Transaction): Promise<void> {
  const rows = await transaction.$queryRaw<{ state: CompanyState }[]>`
    SELECT state::text FROM companies WHERE slug = ${slug} FOR UPDATE`;
  if (rows[0] === undefined) throw new CompanyRefused(`There is no company "${slug}".`);
  if (rows[0].state === 'REMOVED') throw new CompanyRefused(`${slug} has been removed, which is for good.`);
}

function activeTeams(database: Database, company: string): Promise<string[]> {
  return readAsCompany(database, { company }, async (transaction) => {
    const where = { companySlug: company, toSequence: null };
    const rows = await transaction.membershipInterval.findMany({ where, orderBy: { teamId: 'asc' } });
    return rows.map(({ teamId }) => teamId);
  });
}

async function leave(database: Database, company: string, teamId: string, clock: Clock): Promise<void> {
  const caller = { subject: 'operator', kind: 'PERSON', displayName: 'operator' } as const;
  const onFault = () => undefined;
  const context = createContext(
    { company, caller },
    { database, clock, ids: createIdSource(clock), onFault },
  );
  try {
    await context.write(async (transaction) => {
      const { actor } = await enterAsCompany(context, transaction, teamId, true);
      const change = { kind: 'COMPANY_LEFT', payload: { company } } as const;
      await endMembership(context, transaction, { ...change, company, teamId, actor });
    });
  } finally {
    await context.close();
  }
}
