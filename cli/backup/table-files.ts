import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { CliError } from '../exit.ts';
import type { TableEntry } from './manifest.ts';

/** What was written of a table. */
export type WrittenFile = Pick<TableEntry, 'rows' | 'bytes' | 'sha256'>;

/** Writes rows to a new file, one a line, compressed; nobody else on the machine may read it. */
export async function writeRows(
  file: string,
  batches: AsyncIterable<readonly string[]>,
): Promise<WrittenFile> {
  let rows = 0;
  async function* lines() {
    for await (const batch of batches) {
      rows += batch.length;
      yield `${batch.join('\n')}\n`;
    }
  }
  const tally = tallying();
  const target = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(Readable.from(lines()), createGzip({ level: 6 }), tally.stream, target);
  return { rows, ...tally.end() };
}

function tallying() {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, end: () => ({ bytes, sha256: hash.digest('hex') }) };
}

/**
 * Compares every file of a backup with what its manifest says.
 *
 * @throws CliError `BACKUP_DAMAGED`, naming the file
 */
export async function checkFiles(folder: string, tables: readonly TableEntry[]): Promise<void> {
  for (const { file, bytes, sha256 } of tables) {
    const hash = createHash('sha256');
    let found = 0;
    try {
      for await (const chunk of createReadStream(path.join(folder, file)) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        found += chunk.length;
      }
    } catch {
      throw new CliError('BACKUP_DAMAGED', `${file} is missing from the backup, or cannot be read.`);
    }
    if (found === bytes && hash.digest('hex') === sha256) continue;
    throw new CliError('BACKUP_DAMAGED', `${file} is not what was written: its checksum differs.`);
  }
}

/** So many rows, or characters, go to the database at once. */
const BATCH = { rows: 1_000, characters: 4_194_304 };

/** Reads a table's rows, in batches. */
export async function* readRows(file: string): AsyncGenerator<string[]> {
  const text = createReadStream(file).pipe(createGunzip());
  let batch: string[] = [];
  let characters = 0;
  for await (const line of createInterface({ input: text, crlfDelay: Infinity })) {
    batch.push(line);
    characters += line.length;
    if (batch.length < BATCH.rows && characters < BATCH.characters) continue;
    yield batch;
    batch = [];
    characters = 0;
  }
  if (batch.length > 0) yield batch;
}
