import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Genes } from './guided.ts';

const fileOf = (name: string) => fileURLToPath(new URL(`./corpus/${name}.json`, import.meta.url));

/** The inputs kept of a target; none where nothing was kept yet. */
export function readCorpus(name: string): readonly Genes[] {
  return existsSync(fileOf(name)) ? (JSON.parse(readFileSync(fileOf(name), 'utf8')) as Genes[]) : [];
}

/** What a target's kept inputs may come to, in letters: they are read by people who review them, and by every test run. */
const MOST_TEXT = 30_000;

/** Keeps inputs, one a line, the shortest first, as far as there is room. */
export async function writeCorpus(name: string, kept: readonly Genes[]): Promise<void> {
  const lines = kept.map((genes) => JSON.stringify(genes)).sort((one, other) => one.length - other.length);
  let size = 0;
  const fitting = lines.filter((line) => (size += line.length) <= MOST_TEXT);
  await mkdir(fileURLToPath(new URL('./corpus/', import.meta.url)), { recursive: true });
  await writeFile(fileOf(name), `[\n${fitting.join(',\n')}\n]\n`);
}
