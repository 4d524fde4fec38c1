import type { SchemaVersion as VersionRow } from '#prisma/shared/client/client.ts';
import { sha256 } from '#schema/wire/hash.ts';
import {
  schemaDiff,
  schemaReport,
  type HistoryRequest,
  type SchemaDiff,
  type SchemaReport,
  type SchemaVersion,
} from '#schema/wire/schema-registry.ts';
import type { Transaction } from '../database.ts';

/** Whose schema: a company's slug; null for the shared layer's. */
export type SchemaOwner = string | null;

/** A version to be added. */
export interface NewVersion {
  readonly sdl: string;
  readonly accepted: boolean;
  readonly origin: SchemaVersion['origin'];
  readonly at: Date;
  readonly author?: string | undefined;
  readonly message?: string | undefined;
  readonly report?: SchemaReport;
  readonly diff?: SchemaDiff;
  readonly restored?: number | undefined;
  readonly request?: { readonly id: string; readonly hash: string };
}

/** The version that is served: the last that was accepted. */
export async function findServed(
  owner: SchemaOwner,
  transaction: Transaction,
): Promise<{ readonly number: number; readonly hash: string; readonly sdl: string } | null> {
  const found = await transaction.schemaVersion.findFirst({
    where: { companySlug: owner, servedHash: { not: null } },
    orderBy: { number: 'desc' },
    include: { served: true },
  });
  if (!found?.served) return null;
  return { number: found.number, hash: found.hash, sdl: found.served.sdl };
}

/** The hash of what the owner was last registered with; null when it never was. */
export async function findRegistered(owner: SchemaOwner, transaction: Transaction): Promise<string | null> {
  const found = await transaction.schemaVersion.findFirst({
    where: { companySlug: owner, origin: 'REGISTERED' },
    orderBy: { number: 'desc' },
  });
  return found?.hash ?? null;
}

/** Writes down what the shared layer's program serves from now on. */
export async function recordSharedSchema(transaction: Transaction, sdl: string, at: Date): Promise<void> {
  await lockVersions(null, transaction);
  const registered = await findRegistered(null, transaction);
  if (registered !== sha256(sdl))
    await addVersion(null, transaction, { sdl, accepted: true, origin: 'REGISTERED', at });
}

/** The text of a version; null when there is none of that number, or it was refused. */
export async function findVersionSdl(
  owner: SchemaOwner,
  transaction: Transaction,
  number: number,
): Promise<string | null> {
  const found = await transaction.schemaVersion.findFirst({
    where: { companySlug: owner, number },
    include: { served: true },
  });
  return found?.served?.sdl ?? null;
}

/** What came of a request; null when it is a new one. */
export async function findByRequest(
  owner: SchemaOwner,
  transaction: Transaction,
  requestId: string,
): Promise<{ readonly requestHash: string | null; readonly version: SchemaVersion } | null> {
  const found = await transaction.schemaVersion.findFirst({ where: { companySlug: owner, requestId } });
  return found && { requestHash: found.requestHash, version: toWire(found) };
}

/** Versions, the newest first. */
export async function listVersions(
  owner: SchemaOwner,
  transaction: Transaction,
  { first, before }: Pick<HistoryRequest, 'first' | 'before'>,
): Promise<SchemaVersion[]> {
  const rows = await transaction.schemaVersion.findMany({
    where: { companySlug: owner, ...(before === undefined ? {} : { number: { lt: before } }) },
    orderBy: { number: 'desc' },
    take: first,
  });
  return rows.map(toWire);
}

/** Holds the owner's versions until the transaction ends, so that they are numbered one by one. */
export async function lockVersions(owner: SchemaOwner, transaction: Transaction): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('schema_versions'), hashtext(${owner ?? ''}))`;
}

/** Adds a version; one that is accepted is served as soon as the transaction is committed. For the registry, under {@link lockVersions}. */
export async function addVersion(
  owner: SchemaOwner,
  transaction: Transaction,
  version: NewVersion,
): Promise<SchemaVersion> {
  const hash = sha256(version.sdl);
  const last = await transaction.schemaVersion.aggregate({
    where: { companySlug: owner },
    _max: { number: true },
  });
  const number = (last._max.number ?? 0) + 1;
  const before = await findServed(owner, transaction);
  if (version.accepted) {
    const data = [{ hash, sdl: version.sdl }];
    await transaction.companySchema.createMany({ data, skipDuplicates: true });
    if (owner !== null)
      await transaction.company.update({ where: { slug: owner }, data: { schemaHash: hash } });
  }
  const { request, report, diff, origin } = version;
  const row = await transaction.schemaVersion.create({
    data: {
      id: `${owner ?? ''}@${number}`,
      ...{ companySlug: owner, number, hash, origin, publishedAt: version.at },
      servedHash: version.accepted ? hash : null,
      author: version.author ?? null,
      message: version.message ?? null,
      previous: before?.number ?? null,
      restored: version.restored ?? null,
      ...(report ? { report } : {}),
      ...(diff ? { diff } : {}),
      ...(request ? { requestId: request.id, requestHash: request.hash } : {}),
    },
  });
  return toWire(row);
}

function toWire(row: VersionRow): SchemaVersion {
  return {
    company: row.companySlug,
    version: row.number,
    hash: row.hash,
    origin: row.origin,
    accepted: row.servedHash !== null,
    author: row.author,
    message: row.message,
    publishedAt: row.publishedAt.toISOString(),
    report: row.report === null ? null : schemaReport.parse(row.report),
    diff: row.diff === null ? null : schemaDiff.parse(row.diff),
    previous: row.previous,
    restored: row.restored,
  };
}
