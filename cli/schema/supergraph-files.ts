import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A supergraph and its committed file. */
export interface Supergraph {
  readonly company: string;
  readonly sdl: string;
}

/** The file of a company's supergraph. */
export function supergraphFile(folder: string, company: string): string {
  return path.join(folder, `${company}.graphql`);
}

/** Writes the files; those that say the same already are left alone. */
export function writeSupergraphs(folder: string, supergraphs: readonly Supergraph[]): void {
  mkdirSync(folder, { recursive: true });
  for (const supergraph of supergraphs) {
    const file = supergraphFile(folder, supergraph.company);
    if (readIfThere(file) !== fileText(supergraph)) writeFileSync(file, fileText(supergraph));
  }
}

/** Files that are missing or say something else than the supergraphs, with the first line that differs. */
export function driftOf(
  folder: string,
  supergraphs: readonly Supergraph[],
): readonly { readonly company: string; readonly message: string }[] {
  return supergraphs.flatMap((supergraph) => {
    const { company } = supergraph;
    const committed = readIfThere(supergraphFile(folder, company));
    if (committed === fileText(supergraph)) return [];
    const what = committed === null ? 'is missing' : firstDifference(committed, fileText(supergraph));
    return [{ company, message: `schema/supergraphs/${company}.graphql ${what}` }];
  });
}

function fileText({ company, sdl }: Supergraph): string {
  const header = [
    `# The view of company ${company}: the shared layer and its own subgraph, composed.`,
    '# Generated; do not edit. Write it anew after a change of the schema: npm run schema:compose',
  ];
  return `${header.join('\n')}\n\n${sdl.trim()}\n`;
}

function readIfThere(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function firstDifference(committed: string, composed: string): string {
  const [old, fresh] = [committed.split('\n'), composed.split('\n')];
  const length = Math.max(old.length, fresh.length);
  const at = Array.from({ length }, (_, line) => line).find((line) => old[line] !== fresh[line]) ?? 0;
  const said = (line: string | undefined) => (line === undefined ? '(the end)' : `"${line.trim()}"`);
  return `is out of date from line ${at + 1} on: it says ${said(old[at])}, the schema ${said(fresh[at])}`;
}
