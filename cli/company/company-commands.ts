import { readFile } from 'node:fs/promises';
import type { JWK } from 'jose';
import { z } from 'zod';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Database } from '#subgraphs/shared/database.ts';
import {
  changeKeys,
  findCompany,
  listCompanies,
  removeCompany,
  setSuspended,
  type CompanyCard,
} from '#subgraphs/shared/registry/company-administration.ts';
import { CliError, type Terminal } from '../exit.ts';
import { settingLines } from './setting-words.ts';

/** How a company's command tells what it did. */
export interface Telling {
  readonly terminal: Terminal;
  readonly json: boolean;
}

/** `company list`: every company, one on each line. */
export async function companyList(database: Database, { terminal, json }: Telling): Promise<void> {
  const companies = await listCompanies(database);
  const lines = companies.map(({ slug, state, name, subgraphUrl }) =>
    [slug.padEnd(20), state.padEnd(9), name, subgraphUrl ?? 'no subgraph'].join('  '),
  );
  terminal.out(json ? JSON.stringify(companies) : lines.join('\n'));
}

/** `company show`: all that the registry knows of one, and what its callers may do. */
export async function companyShow(database: Database, slug: string, telling: Telling): Promise<void> {
  const card = await knownCompany(database, slug);
  const keys = card.keys.map(({ kid, retiredAt }) =>
    retiredAt === null ? kid : `${kid} (retired ${retiredAt.toISOString()})`,
  );
  const lines = [
    `${card.slug}: ${card.name}, ${card.state}`,
    `  issuer    ${card.issuer}`,
    `  its keys  ${card.jwksUri}`,
    `  subgraph  ${card.subgraphUrl ?? 'none'}`,
    `  schema    ${card.schemaHash}`,
    ...keys.map((key) => `  key       ${key}`),
    ...settingLines(card),
  ];
  telling.terminal.out(telling.json ? JSON.stringify(card) : lines.join('\n'));
}

/** `company suspend` and `company resume`. Saying it twice changes nothing. */
export async function companySuspend(
  database: Database,
  { slug, suspended }: { readonly slug: string; readonly suspended: boolean },
  telling: Telling,
): Promise<void> {
  await setSuspended(database, slug, suspended);
  const done = suspended
    ? 'suspended. Gateways end its views and refuse its tokens with their next registry.'
    : 'takes part again.';
  tell(telling, await knownCompany(database, slug), `${slug} ${suspended ? 'is ' : ''}${done}`);
}

/** `company remove`: for good. */
export async function companyRemove(
  database: Database,
  { slug, yes, clock }: { readonly slug: string; readonly yes: boolean; readonly clock: Clock },
  telling: Telling,
): Promise<void> {
  if (!yes) throw new CliError('ARGUMENT_INVALID', `Removing ${slug} is for good. Say so: --yes`);
  const teams = await removeCompany(database, slug, clock);
  tell(telling, await knownCompany(database, slug), `${slug} is removed. It left ${teams.length} teams.`);
}

/** `company key add`: a public key, or the public half of a private one, from a file. */
export async function companyKeyAdd(
  database: Database,
  { slug, file }: { readonly slug: string; readonly file: string },
  telling: Telling,
): Promise<void> {
  await changeKeys(database, slug, { add: await readKey(file) });
  tell(telling, await knownCompany(database, slug), `${slug} has the key of ${file}.`);
}

/** `company key retire`: it opens nothing any more, and never comes back. */
export async function companyKeyRetire(
  database: Database,
  { slug, kid }: { readonly slug: string; readonly kid: string },
  telling: Telling,
): Promise<void> {
  await changeKeys(database, slug, { retire: kid });
  tell(telling, await knownCompany(database, slug), `${slug}'s key ${kid} is retired.`);
}

/** A company's card. @throws CliError `COMPANY_REFUSED` when there is none */
export async function knownCompany(database: Database, slug: string): Promise<CompanyCard> {
  const card = await findCompany(database, slug);
  if (card === null) throw new CliError('COMPANY_REFUSED', `There is no company "${slug}".`);
  return card;
}

/** Says what was done, or what there is now, as JSON. */
export function tell({ terminal, json }: Telling, card: CompanyCard, text: string): void {
  terminal.out(json ? JSON.stringify(card) : text);
}

const jwk = z.looseObject({ kty: z.string(), kid: z.string(), alg: z.string() });

/** A key out of a file, as a JWK. */
export async function readKey(file: string): Promise<JWK> {
  try {
    return jwk.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new CliError('FILE_NOT_USABLE', `${file} holds no JWK with "kty", "kid" and "alg".`);
  }
}
