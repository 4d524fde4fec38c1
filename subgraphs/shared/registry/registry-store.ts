import type { JWK } from 'jose';
import { sha256 } from '#schema/wire/hash.ts';
import { companyLimits, type RegisteredCompany } from '#schema/wire/registry.ts';
import { asRegistry } from '../access/row-security.ts';
import type { Database, Transaction } from '../database.ts';
import { addVersion, findRegistered, lockVersions } from '../schemas/version-store.ts';
import { writeCompanyKeys } from './company-key-store.ts';

/** What the registry is told of a company. */
export interface CompanyRegistration {
  readonly slug: string;
  readonly name: string;
  /** The `iss` of its caller tokens. One issuer is one company. */
  readonly issuer: string;
  readonly jwksUri: string;
  /** Its full GraphQL address; null while it runs no subgraph. */
  readonly subgraphUrl: string | null;
  readonly sdl: string;
  /** The public keys of what it asks in its own name, all that are live from now on; left out: they stay as they are. */
  readonly keys?: readonly JWK[];
}

/** All companies that take part, by slug, with the SDLs in use, of one moment. Only a gateway is shown this: one that is not here has no callers, no view and no address. */
export async function readRegistry(
  database: Database,
): Promise<{ companies: RegisteredCompany[]; schemas: { hash: string; sdl: string }[] }> {
  return asRegistry(database, readContents, 'RepeatableRead');
}

async function readContents(transaction: Transaction) {
  const rows = await transaction.company.findMany({
    where: { state: 'ACTIVE' },
    orderBy: { slug: 'asc' },
    omit: { name: true, state: true },
  });
  const companies = rows.map(({ limits, ...row }) => ({
    ...row,
    limits: companyLimits.safeParse(limits).data ?? null,
  }));
  const schemas = await transaction.companySchema.findMany({
    where: { companies: { some: { state: 'ACTIVE' } } },
    orderBy: { hash: 'asc' },
  });
  return { companies, schemas };
}

/**
 * Adds the companies, or changes those that are there. All or none: an issuer that is another company's is refused. An SDL
 * that a company was registered with before does not take the place of what it has published since.
 */
export async function writeCompanies(
  database: Database,
  companies: readonly CompanyRegistration[],
): Promise<void> {
  await asRegistry(database, async (transaction) => {
    for (const company of companies) await writeCompany(company, transaction);
  });
}

async function writeCompany(
  { sdl, slug, keys, ...columns }: CompanyRegistration,
  transaction: Transaction,
): Promise<void> {
  await lockVersions(slug, transaction);
  const hash = sha256(sdl);
  await transaction.companySchema.createMany({ data: [{ hash, sdl }], skipDuplicates: true });
  const create = { slug, ...columns, schemaHash: hash };
  await transaction.company.upsert({ where: { slug }, create, update: columns });
  if ((await findRegistered(slug, transaction)) !== hash)
    await addVersion(slug, transaction, { sdl, accepted: true, origin: 'REGISTERED', at: new Date() });
  if (keys !== undefined) await writeCompanyKeys(slug, transaction, keys);
}
