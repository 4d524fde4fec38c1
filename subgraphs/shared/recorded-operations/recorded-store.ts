import { Prisma } from '#prisma/shared/client/client.ts';
import type { RecordedOperation, RecordedUse } from '#schema/checks/recorded-use.ts';
import { RECORDED_LIMITS, recordedHash, type RecordRequest } from '#schema/wire/recorded-operations.ts';
import { groupBy } from '#subgraphs/kit/group-by.ts';
import { asRegistry, enterCompany, readAsCompany } from '../access/row-security.ts';
import type { Database, Transaction } from '../database.ts';
import { dayText } from './recorded-rules.ts';

/**
 * Adds what a company's callers have run on a day, in that company's name. Nothing, where it is not to be recorded. What
 * would be too much of a day is counted as dropped.
 */
export function addRecorded(
  { company, operations, dropped }: RecordRequest,
  day: Date,
  database: Database,
): Promise<void> {
  return database.$transaction(async (transaction) => {
    await enterCompany(transaction, company);
    const wanted = { slug: company, state: 'ACTIVE', recordOperations: true } as const;
    if ((await transaction.company.findFirst({ where: wanted, select: { slug: true } })) === null) return;
    const where = { companySlug: company, day };
    const known = await transaction.recordedOperation.findMany({ where, select: { hash: true } });
    const { kept, beyond } = withinADay(hashed(operations), new Set(known.map(({ hash }) => hash)));
    if (kept.length > 0) await upsertOperations(company, day, kept, transaction);
    await upsertDay(company, day, { count: countOf(kept), dropped: dropped + countOf(beyond) }, transaction);
  });
}

type Counted = Pick<RecordedOperation, 'hash' | 'coordinates' | 'count'>;

/** In one order, so that two gateways never wait for each other. */
function hashed(operations: RecordRequest['operations']): Counted[] {
  const byHash = new Map<string, Counted>();
  for (const { coordinates: given, count } of operations) {
    const coordinates = [...new Set(given)].sort();
    const hash = recordedHash(coordinates);
    byHash.set(hash, { hash, coordinates, count: count + (byHash.get(hash)?.count ?? 0) });
  }
  return [...byHash.values()].sort((one, other) => (one.hash < other.hash ? -1 : 1));
}

function withinADay(operations: readonly Counted[], known: ReadonlySet<string>) {
  const fresh = operations.filter(({ hash }) => !known.has(hash));
  const beyond = fresh.slice(Math.max(0, RECORDED_LIMITS.aDay - known.size));
  return { kept: operations.filter((operation) => !beyond.includes(operation)), beyond };
}

function countOf(operations: readonly Counted[]): number {
  return operations.reduce((sum, { count }) => sum + count, 0);
}

async function upsertOperations(
  company: string,
  day: Date,
  operations: readonly Counted[],
  transaction: Transaction,
): Promise<void> {
  await transaction.$executeRaw`
    INSERT INTO recorded_operations AS known (company_slug, day, hash, coordinates, count)
    SELECT ${company}, ${day}::date, told.hash, told.coordinates, told.count
    FROM jsonb_to_recordset(${JSON.stringify(operations)}::jsonb) AS told(hash text, coordinates text[], count bigint)
    ON CONFLICT (company_slug, day, hash) DO UPDATE SET count = known.count + EXCLUDED.count`;
}

async function upsertDay(
  company: string,
  day: Date,
  { count, dropped }: { readonly count: number; readonly dropped: number },
  transaction: Transaction,
): Promise<void> {
  await transaction.$executeRaw`
    INSERT INTO recorded_days AS known (company_slug, day, count, dropped)
    VALUES (${company}, ${day}::date, ${count}, ${dropped})
    ON CONFLICT (company_slug, day)
    DO UPDATE SET count = known.count + EXCLUDED.count, dropped = known.dropped + EXCLUDED.dropped`;
}

/** What is recorded of a company since a day, read as that company; null for nothing. */
export function recordedUseOf(company: string, since: Date, database: Database): Promise<RecordedUse | null> {
  return readAsCompany(database, { company }, async (transaction) => {
    const [use] = await readRecordedUse(company, transaction, since);
    return use ?? null;
  });
}

/** What is recorded of all companies, or of one: for the operator. */
export function recordedUseOfAll(
  company: string | undefined,
  since: Date,
  database: Database,
): Promise<RecordedUse[]> {
  return asRegistry(database, (transaction) => readRecordedUse(company ?? null, transaction, since));
}

/** A company's record since a day; everybody's that the transaction may see, for null. */
export async function readRecordedUse(
  company: string | null,
  transaction: Transaction,
  since: Date,
): Promise<RecordedUse[]> {
  const ofWhom = company === null ? Prisma.empty : Prisma.sql`AND company_slug = ${company}`;
  const days = await transaction.$queryRaw<{ company: string; since: Date; dropped: bigint }[]>`
    SELECT company_slug AS company, min(day) AS since, sum(dropped)::bigint AS dropped FROM recorded_days
    WHERE day >= ${since}::date ${ofWhom} GROUP BY company_slug ORDER BY company_slug`;
  const rows = await transaction.$queryRaw<OperationRow[]>`
    SELECT company_slug AS company, hash, coordinates, sum(count)::bigint AS count, max(day) AS last
    FROM recorded_operations WHERE day >= ${since}::date ${ofWhom}
    GROUP BY company_slug, hash, coordinates ORDER BY company_slug, count DESC, hash`;
  const operations = groupBy(rows, (row) => row.company);
  return days.map(({ dropped, ...day }) => ({
    ...{ company: day.company, since: dayText(day.since), dropped: Number(dropped) },
    operations: (operations.get(day.company) ?? []).map(toOperation),
  }));
}

interface OperationRow {
  readonly company: string;
  readonly hash: string;
  readonly coordinates: string[];
  readonly count: bigint;
  readonly last: Date;
}

function toOperation({ hash, coordinates, count, last }: OperationRow): RecordedOperation {
  return { hash, coordinates, count: Number(count), lastDay: dayText(last) };
}

/** Erases all that is recorded of a company. For the registry. */
export async function forgetRecorded(companySlug: string, transaction: Transaction): Promise<void> {
  await transaction.recordedOperation.deleteMany({ where: { companySlug } });
  await transaction.recordedDay.deleteMany({ where: { companySlug } });
}

/** Erases what is older than it is kept, of everybody. */
export function forgetBefore(day: Date, database: Database): Promise<void> {
  return asRegistry(database, async (transaction) => {
    const where = { day: { lt: day } };
    await transaction.recordedOperation.deleteMany({ where });
    await transaction.recordedDay.deleteMany({ where });
  });
}
