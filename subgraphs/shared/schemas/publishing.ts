import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import type { CheckReport, ServedNetwork } from '#schema/checks/schema-check.ts';
import type { PublishReply, SchemaReport, SchemaVersion } from '#schema/wire/schema-registry.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import { asRegistry, readAsCompany } from '../access/row-security.ts';
import type { Database } from '../database.ts';
import { documentsInUse } from '../documents/document-store.ts';
import { firstKeptDay } from '../recorded-operations/recorded-rules.ts';
import { recordedUseOf } from '../recorded-operations/recorded-store.ts';
import type { SchemaChecker } from './schema-checker.ts';
import { takePublication } from './publication-rate.ts';
import { diffOf, findingsOfRollback, keptReport } from './version-rules.ts';
import { addVersion, findByRequest, findServed, findVersionSdl, lockVersions } from './version-store.ts';

/** What reading what is in use takes from the program. */
export interface UseTools {
  readonly database: Database;
  readonly clock: Clock;
  /** For how many days what is recorded of a company is kept. */
  readonly keptDays: number;
}

/** What publishing takes from the program. */
export interface PublishTools extends UseTools {
  readonly checker: SchemaChecker;
  /** What a company without a limit of its own may have checked in an hour. */
  readonly publicationsPerHour: number;
}

/** A wish to have an SDL served, verified to be the company's. */
export interface Publication {
  readonly company: string;
  readonly author: string;
  readonly request: { readonly id: string; readonly hash: string };
  readonly message?: string | undefined;
  readonly acceptExposure: readonly string[];
  /** The text itself, or the number of an earlier version. */
  readonly wanted: { readonly sdl: string } | { readonly version: number };
}

/** Why nothing came of a publication, not even a refused version. */
export type NotDone = 'CONFLICT' | 'NOT_FOUND' | 'BUSY' | 'OVERTAKEN';

/**
 * Checks what a company would have served, as the server sees it, and writes it down. What passes is served at once; what
 * does not is kept as a refused version, and what is served stays as it is.
 *
 * @throws PublishedTooOften when it has to be sent again later
 */
export async function publish(
  publication: Publication,
  tools: PublishTools,
): Promise<PublishReply | { readonly notDone: NotDone }> {
  const before = await readBefore(publication, tools);
  if (before.known) return knownReply(before.known, publication, before.served);
  if (before.sdl === null) return { notDone: 'NOT_FOUND' };
  // Waiting for another check to end costs nobody anything, and a publication least of all.
  if (!tools.checker.takes(publication.company)) return { notDone: 'BUSY' };
  await takePublication(publication.company, tools.publicationsPerHour, tools.database);
  const report = tools.checker.check({
    change: { owner: 'company', company: publication.company, sdl: before.sdl },
    network: networkOf(publication.company, before.served?.sdl ?? null, before.use),
    acceptExposure: publication.acceptExposure,
    today: new Date(tools.clock()).toISOString().slice(0, 10),
  });
  if (report === null) return { notDone: 'BUSY' };
  return write(
    publication,
    { sdl: before.sdl, servedBefore: before.served?.number ?? null },
    await report,
    tools,
  );
}

/** What a company's change is checked against: what is everybody's, and what is its own. */
export function networkOf(company: string, servedSdl: string | null, use: CompanyUse): ServedNetwork {
  return {
    contractSdl: contractSdl(),
    sharedSdl: sharedSdl(),
    companies: servedSdl === null ? [] : [{ company, sdl: servedSdl }],
    ...use,
  };
}

/** What a company is known to use. */
export type CompanyUse = Pick<Required<ServedNetwork>, 'documents' | 'recorded'>;

/** What a company is known to use: the documents that it has registered, and what was recorded of it. */
export async function useOfCompany(
  company: string,
  { database, clock, keptDays }: UseTools,
): Promise<CompanyUse> {
  const recorded = await recordedUseOf(company, firstKeptDay(clock(), keptDays), database);
  return {
    documents: await documentsInUse(database, company),
    recorded: recorded === null ? [] : [recorded],
  };
}

async function readBefore({ company, wanted, request }: Publication, tools: UseTools) {
  const use = await useOfCompany(company, tools);
  return readAsCompany(tools.database, { company }, async (transaction) => ({
    use,
    known: await findByRequest(company, transaction, request.id),
    served: await findServed(company, transaction),
    sdl: 'sdl' in wanted ? wanted.sdl : await findVersionSdl(company, transaction, wanted.version),
  }));
}

function knownReply(
  known: { readonly requestHash: string | null; readonly version: SchemaVersion },
  { request }: Publication,
  served: { readonly number: number } | null,
): PublishReply | { readonly notDone: NotDone } {
  if (known.requestHash !== request.hash) return { notDone: 'CONFLICT' };
  return { version: known.version, served: served?.number ?? null };
}

/** Writes the version, unless another was served meanwhile: the check was of a change to the one before. */
function write(
  publication: Publication,
  { sdl, servedBefore }: { readonly sdl: string; readonly servedBefore: number | null },
  found: CheckReport,
  { database, clock }: PublishTools,
): Promise<PublishReply | { readonly notDone: NotDone }> {
  const { company, author, message, request, wanted } = publication;
  const restored = 'version' in wanted ? wanted.version : undefined;
  const report = reportOf(found, restored !== undefined);
  return asRegistry(database, async (transaction) => {
    await lockVersions(company, transaction);
    const known = await findByRequest(company, transaction, request.id);
    const served = await findServed(company, transaction);
    if (known) return knownReply(known, publication, served);
    if ((served?.number ?? null) !== servedBefore) return { notDone: 'OVERTAKEN' };
    const version = await addVersion(company, transaction, {
      ...{ sdl, author, message, request, restored, report, diff: diffOf(found) },
      accepted: report.passed,
      origin: restored === undefined ? 'PUBLISHED' : 'ROLLED_BACK',
      at: new Date(clock()),
    });
    return { version, served: report.passed ? version.version : servedBefore };
  });
}

function reportOf(report: CheckReport, rollback: boolean): SchemaReport {
  return keptReport(rollback ? { findings: findingsOfRollback(report.findings) } : report);
}
