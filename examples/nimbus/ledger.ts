import type { Context } from './context.ts';
import type { Sql } from './database.ts';

/** A line of the ledger, in the state that it is in now. */
export interface Line {
  readonly id: string;
  readonly kind: 'PARTICIPANT' | 'SHARE' | 'ESCALATION';
  readonly teamId: string;
  readonly targetId: string;
  readonly title: string | null;
  readonly fields: readonly string[];
  readonly from: number | null;
  readonly to: number | null;
  readonly excerptHash: string | null;
  readonly state: 'PENDING' | 'ACTIVE' | 'REFUSED' | 'ENDING' | 'ENDED';
  readonly since: Date;
  readonly until: Date | null;
  readonly endedAt: Date | null;
  readonly byId: string | null;
  readonly endedById: string | null;
  readonly problem: string | null;
  readonly key: string | null;
  readonly inputHash: string | null;
}

const COLUMNS = `id, kind, team_id AS "teamId", target_id AS "targetId", title, fields, range_from AS "from",
  range_to AS "to", excerpt_hash AS "excerptHash", since, until, by_id AS "byId", ended_by_id AS "endedById", problem,
  idempotency_key AS key, input_hash AS "inputHash",
  CASE WHEN state = 'ACTIVE' AND (ended_at IS NOT NULL OR until <= $1) THEN 'ENDED' ELSE state END AS state,
  least(ended_at, CASE WHEN state <> 'REFUSED' AND until <= $1 THEN until END) AS "endedAt"`;

/** All lines, newest first. */
export function allLines({ db, now }: Context): Promise<Line[]> {
  return db.sql<Line>(`SELECT ${COLUMNS} FROM nimbus.ledger ORDER BY since DESC, id DESC`, [now()]);
}

/** One line; null when there is none. */
export async function lineOf(sql: Sql, id: string, now: Date): Promise<Line | null> {
  return (await sql<Line>(`SELECT ${COLUMNS} FROM nimbus.ledger WHERE id = $2`, [now, id]))[0] ?? null;
}

/** The lines of a thing. */
export function linesOfTarget(sql: Sql, targetId: string, now: Date): Promise<Line[]> {
  const text = `SELECT ${COLUMNS} FROM nimbus.ledger WHERE target_id = $2 AND kind = 'PARTICIPANT' ORDER BY since DESC`;
  return sql<Line>(text, [now, targetId]);
}

/** The line that was written under that key. */
export async function lineOfKey(sql: Sql, key: string, now: Date): Promise<Line | null> {
  return (
    (await sql<Line>(`SELECT ${COLUMNS} FROM nimbus.ledger WHERE idempotency_key = $2`, [now, key]))[0] ??
    null
  );
}

/** Whether a line opens its door to the caller. This one rule is all that others see Nimbus by. */
export function opens({ caller, me }: Context, line: Line | null): line is Line {
  if (line === null) return false;
  if (me !== null) return true;
  return caller.kind === 'foreign' && caller.teams.includes(line.teamId) && line.state === 'ACTIVE';
}

/** Writes a line down. It opens nothing until the shared layer has agreed. */
export async function addLine(
  sql: Sql,
  line: Pick<Line, 'id' | 'kind' | 'teamId' | 'targetId' | 'since' | 'byId' | 'key' | 'inputHash'> &
    Partial<Line>,
): Promise<void> {
  await sql(
    `INSERT INTO nimbus.ledger (id, kind, team_id, target_id, since, by_id, idempotency_key, input_hash, title, fields,
       range_from, range_to, excerpt_hash, until, state, ended_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      ...[line.id, line.kind, line.teamId, line.targetId, line.since, line.byId, line.key, line.inputHash],
      ...[
        line.title ?? null,
        line.fields ?? [],
        line.from ?? null,
        line.to ?? null,
        line.excerptHash ?? null,
      ],
      ...[line.until ?? null, line.state ?? 'PENDING', line.endedAt ?? null],
    ],
  );
}

/** Counts that the company was given what these lines open, each once. */
export async function countReads(
  sql: Sql,
  lines: ReadonlySet<string>,
  company: string,
  now: Date,
): Promise<void> {
  if (lines.size === 0) return;
  await sql(
    `INSERT INTO nimbus.reads (line_id, company, count, last_at) SELECT unnest($1::text[]), $2, 1, $3
     ON CONFLICT (line_id, company) DO UPDATE SET count = nimbus.reads.count + 1, last_at = excluded.last_at`,
    [[...lines].sort(), company, now],
  );
}

/** Who was given what a line opens, by company. */
export function readsOf(
  sql: Sql,
  lineId: string,
): Promise<{ company: string; count: number; lastAt: Date }[]> {
  const text = `SELECT company, count, last_at AS "lastAt" FROM nimbus.reads WHERE line_id = $1 ORDER BY company`;
  return sql(text, [lineId]);
}
