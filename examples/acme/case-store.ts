import { z } from 'zod';
import type { PageRequest } from '#subgraphs/kit/connection.ts';
import type { Query } from '#subgraphs/company/extension.ts';

const caseRow = z.object({
  id: z.string(),
  threadId: z.string(),
  summary: z.string(),
  exposure: z.string().nullable(),
  openedAt: z.date(),
  /** An agent or a person of Acme. */
  openedBy: z.string(),
  settledAt: z.date().nullable(),
});
const caseRows = z.array(caseRow);

/** A case as it is kept. */
export type CaseRow = z.infer<typeof caseRow>;

const COLUMNS = `id, thread_id AS "threadId", summary, exposure, opened_at AS "openedAt",
  opened_by AS "openedBy", settled_at AS "settledAt"`;

/** Up to `limit + 1` cases between the page's ids, which sort by opening; of all states when `settled` is null. */
export async function pageOfCases(
  query: Query,
  { after, before, backward, limit }: PageRequest<string>,
  settled: boolean | null,
): Promise<CaseRow[]> {
  const text = `SELECT ${COLUMNS} FROM acme_realm.cases
    WHERE ($1::text IS NULL OR id > $1) AND ($2::text IS NULL OR id < $2)
      AND ($3::boolean IS NULL OR (settled_at IS NOT NULL) = $3)
    ORDER BY id ${backward ? 'DESC' : 'ASC'} LIMIT $4::int`;
  return caseRows.parse(await query(text, [after, before, settled, limit + 1]));
}

/** The cases behind those threads. */
export async function casesOfThreads(query: Query, threadIds: readonly string[]): Promise<CaseRow[]> {
  const text = `SELECT ${COLUMNS} FROM acme_realm.cases WHERE thread_id = ANY($1::text[])`;
  return caseRows.parse(await query(text, [[...threadIds]]));
}

/** Adds a case; null when there is one behind the thread. */
export async function insertCase(query: Query, row: CaseRow): Promise<CaseRow | null> {
  const text = `INSERT INTO acme_realm.cases (id, thread_id, summary, exposure, opened_at, opened_by, settled_at)
    VALUES ($1, $2, $3, $4, $5::timestamptz, $6, $7::timestamptz)
    ON CONFLICT (thread_id) DO NOTHING RETURNING ${COLUMNS}`;
  const { id, threadId, summary, exposure, openedAt, openedBy, settledAt } = row;
  const rows = await query(text, [id, threadId, summary, exposure, openedAt, openedBy, settledAt]);
  return caseRows.parse(rows)[0] ?? null;
}

/** Settles a case; one that was settled before stays as it is. Null when there is none. */
export async function settleCase(query: Query, id: string, at: Date): Promise<CaseRow | null> {
  const text = `UPDATE acme_realm.cases SET settled_at = COALESCE(settled_at, $2::timestamptz)
    WHERE id = $1 RETURNING ${COLUMNS}`;
  return caseRows.parse(await query(text, [id, at]))[0] ?? null;
}

const seedRows = z.array(
  caseRow.omit({ id: true }).extend({
    ulid: z.ulid(),
    openedAt: z.coerce.date(),
    settledAt: z.coerce.date().nullable(),
  }),
);

/** Writes the cases of a scenario, unless there are cases already. Instants are RFC 3339 text there. */
export async function seedCases(query: Query, rows: unknown): Promise<void> {
  const present = await query('SELECT id FROM acme_realm.cases LIMIT 1', []);
  if (present.length > 0) return;
  for (const { ulid, ...row } of seedRows.parse(rows ?? []))
    await insertCase(query, { ...row, id: `acmecase_${ulid}` });
}
