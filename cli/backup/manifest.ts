import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { CliError } from '../exit.ts';

/** The file that says what a backup holds. Written last: a folder without it is a backup that was not finished. */
export const MANIFEST_FILE = 'manifest.json';
/** Of the way in which files are written; a later one is refused. */
export const BACKUP_FORMAT = 1;

const name = z.string().min(1).max(63);
const migration = z.object({ name: z.string(), checksum: z.string() });
const table = z.object({
  schema: name,
  name,
  /** Those that are written down, in the order of a row's values: generated ones are computed again. */
  columns: z.array(name).min(1),
  rows: z.int().min(0),
  /** Within the backup's own folder. */
  file: z.string().regex(/^[\w.-]+\.jsonl\.gz$/),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const sequence = z.object({ schema: name, name, last: z.string(), called: z.boolean() });

const manifest = z.object({
  format: z.literal(BACKUP_FORMAT),
  program: z.enum(['shared', 'company']),
  takenAt: z.iso.datetime(),
  /** PostgreSQL's version, for people. */
  server: z.string(),
  schemas: z.array(z.object({ name, migrations: z.array(migration).min(1) })).min(1),
  tables: z.array(table),
  sequences: z.array(sequence),
});

/** Whose database it is. */
export type BackedUpProgram = 'shared' | 'company';
/** What a backup holds. */
export type Manifest = z.infer<typeof manifest>;
/** One of its tables. */
export type TableEntry = z.infer<typeof table>;
/** A sequence of the database, and where it stands. */
export type SequenceEntry = z.infer<typeof sequence>;

/**
 * Reads what the backup in a folder holds.
 *
 * @throws CliError `BACKUP_DAMAGED` without a whole manifest, `BACKUP_VERSION` for one of a later format
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(path.join(folder, MANIFEST_FILE), 'utf8').catch(() => null);
  if (text === null)
    throw new CliError('BACKUP_DAMAGED', `${folder} holds no finished backup: it has no ${MANIFEST_FILE}.`);
  const json = parsed(text);
  const format = z.looseObject({ format: z.int() }).safeParse(json);
  if (format.success && format.data.format > BACKUP_FORMAT)
    throw new CliError('BACKUP_VERSION', 'The backup was written by a later version: restore it with that.');
  const read = manifest.safeParse(json);
  if (read.success) return read.data;
  throw new CliError('BACKUP_DAMAGED', `The ${MANIFEST_FILE} in ${folder} is damaged. Take another backup.`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
