import { declaredIn } from '#schema/checks/change-findings.ts';
import type { RecordedUse } from '#schema/checks/recorded-use.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import type { FetchReply, HistoryReply, HistoryRequest } from '#schema/wire/schema-registry.ts';
import { asRegistry, readAsCompany } from '../access/row-security.ts';
import type { Database, Transaction } from '../database.ts';
import { documentsInUse } from '../documents/document-store.ts';
import { commonPart, firstKeptDay } from '../recorded-operations/recorded-rules.ts';
import { recordedUseOfAll } from '../recorded-operations/recorded-store.ts';
import { networkOf, useOfCompany, type UseTools } from './publishing.ts';
import { findServed, listVersions, type SchemaOwner } from './version-store.ts';

/** What is served, as a company may know it: what is everybody's, and its own. */
export async function fetchOfCompany(company: string, tools: UseTools): Promise<FetchReply> {
  const served = await readAsCompany(tools.database, { company }, (transaction) =>
    findServed(company, transaction),
  );
  return toReply(networkOf(company, served?.sdl ?? null, await useOfCompany(company, tools)));
}

/**
 * What is served of all companies, or of one: for the operator. Of what was recorded it is told what its own changes are
 * weighed by, the use of the shared layer's schema and of the contract.
 */
export async function fetchOfAll(
  company: string | undefined,
  { database, clock, keptDays }: UseTools,
): Promise<FetchReply> {
  const rows = await asRegistry(database, (transaction) =>
    transaction.company.findMany({
      where: company === undefined ? {} : { slug: company },
      orderBy: { slug: 'asc' },
      select: { slug: true, schema: { select: { sdl: true } } },
    }),
  );
  const companies = rows.map(({ slug, schema }) => ({ company: slug, sdl: schema.sdl }));
  const documents = [...(await documentsInUse(database, company))];
  const uses = await recordedUseOfAll(company, firstKeptDay(clock(), keptDays), database);
  const recorded = toRecorded(uses.map((use) => commonPart(use, isCommon)));
  return { contractSdl: contractSdl(), sharedSdl: sharedSdl(), companies, documents, recorded };
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

function toReply(network: ReturnType<typeof networkOf>): FetchReply {
  const { companies, documents, recorded = [] } = network;
  return {
    ...network,
    companies: [...companies],
    documents: [...documents],
    recorded: toRecorded(recorded),
  };
}

function toRecorded(uses: readonly RecordedUse[]): NonNullable<FetchReply['recorded']> {
  return uses.map(({ operations, ...use }) => ({
    ...use,
    operations: operations.map((one) => ({ ...one, coordinates: [...one.coordinates] })),
  }));
}

const ofShared = declaredIn(sharedSdl());
const ofContract = declaredIn(contractSdl());

function isCommon(coordinate: string): boolean {
  return ofShared(coordinate) || ofContract(coordinate);
}
