import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import type { FetchReply, HistoryReply, HistoryRequest } from '#schema/wire/schema-registry.ts';
import { asRegistry, readAsCompany } from '../access/row-security.ts';
import type { Database, Transaction } from '../database.ts';
import { documentsInUse } from '../documents/document-store.ts';
import { networkOf } from './publishing.ts';
import { findServed, listVersions, type SchemaOwner } from './version-store.ts';

/** What is served, as a company may know it: what is everybody's, and its own. */
export async function fetchOfCompany(company: string, database: Database): Promise<FetchReply> {
  const served = await readAsCompany(database, { company }, (transaction) =>
    findServed(company, transaction),
  );
  return toReply(networkOf(company, served?.sdl ?? null, await documentsInUse(database, company)));
}

/** What is served of all companies, or of one: for the operator. */
export async function fetchOfAll(company: string | undefined, database: Database): Promise<FetchReply> {
  const rows = await asRegistry(database, (transaction) =>
    transaction.company.findMany({
      where: company === undefined ? {} : { slug: company },
      orderBy: { slug: 'asc' },
      select: { slug: true, schema: { select: { sdl: true } } },
    }),
  );
  const companies = rows.map(({ slug, schema }) => ({ company: slug, sdl: schema.sdl }));
  const documents = [...(await documentsInUse(database, company))];
  return { contractSdl: contractSdl(), sharedSdl: sharedSdl(), companies, documents };
}

/** A company's versions, read as that company. */
export function historyOfCompany(
  company: string,
  request: HistoryRequest,
  database: Database,
): Promise<HistoryReply> {
  return readAsCompany(database, { company }, (transaction) => historyOf(company, request, transaction));
}

/** Anybody's versions: for the operator. */
export function historyForOperator(request: HistoryRequest, database: Database): Promise<HistoryReply> {
  return asRegistry(database, (transaction) => historyOf(request.company ?? null, request, transaction));
}

async function historyOf(
  owner: SchemaOwner,
  request: HistoryRequest,
  transaction: Transaction,
): Promise<HistoryReply> {
  const versions = await listVersions(owner, transaction, request);
  const served = await findServed(owner, transaction);
  return { versions, served: served?.number ?? null };
}

function toReply({ contractSdl, sharedSdl, companies, documents }: ReturnType<typeof networkOf>): FetchReply {
  return { contractSdl, sharedSdl, companies: [...companies], documents: [...documents] };
}
