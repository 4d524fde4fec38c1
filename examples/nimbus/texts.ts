import { createHash } from 'node:crypto';
import { parseId } from '#schema/wire/ids.ts';
import type { Sql } from './database.ts';
import { find, type Agent, type Person } from './things.ts';

/** A part of a text by code points; null where the text ends before. */
export function excerptOf(body: string, from: number, to: number): string | null {
  const points = Array.from(body);
  return to <= points.length ? points.slice(from, to).join('') : null;
}

/** sha256 in hexadecimal. */
export function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/** The name of an agent or a person. */
export async function nameOf(sql: Sql, id: string): Promise<string | null> {
  if (parseId(id)?.kind === 'agt') return (await find<Agent>(sql, 'agt', id))?.name ?? null;
  return (await find<Person>(sql, 'psn', id))?.displayName ?? null;
}
