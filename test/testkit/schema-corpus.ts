import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { contractSdl } from '#schema/sdl.ts';

/**
 * A file of `test/schemas`. What it says is what a company adds to the contract. In its first lines, as comments: the rule
 * that refuses it (of a hostile one) and why; `company: <slug>`, `acme` when left out; and `contract: <text> => <text>`, a
 * text of the contract that stands otherwise in the company's, `contract: unlinked` for a contract
 * without its link, or `contract: none` for a company that leaves it out.
 */
export interface CorpusFile {
  readonly name: string;
  readonly path: string;
  /** Null of a harmless one. */
  readonly rule: string | null;
  readonly company: string;
  /** The contract, as this company has it; null where it leaves it out. */
  readonly contract: string | null;
  /** All that the company would serve. */
  readonly sdl: string;
}

const FOLDER = fileURLToPath(new URL('../schemas', import.meta.url));

/** Reads the corpus of hostile and careless schemas, or that of harmless ones. */
export function readCorpus(kind: 'hostile' | 'harmless'): CorpusFile[] {
  const folder = path.join(FOLDER, kind);
  return readdirSync(folder).map((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    const contract = contractOf(text, file);
    return {
      name: path.parse(file).name,
      path: path.join(folder, file),
      rule: kind === 'hostile' ? (/^# ([a-z-]+): /.exec(text)?.[1] ?? '') : null,
      company: /^# company: (.+)$/m.exec(text)?.[1] ?? 'acme',
      contract,
      sdl: contract === null ? text : `${contract}\n${text}`,
    };
  });
}

function contractOf(text: string, file: string): string | null {
  const edits = [...text.matchAll(/^# contract: (.+)$/gm)].map(([, edit = '']) => edit);
  if (edits.includes('none')) return null;
  return edits.reduce((contract, edit) => {
    if (edit === 'unlinked') return contract.replace(/^extend schema\s+@link\([^)]*\)/m, '');
    const [from = '', to = ''] = edit.split(/ =>(?: |$)/).map((part) => part.replaceAll('\\n', '\n'));
    if (!contract.includes(from)) throw new Error(`${file}: the contract does not say ${from}`);
    return contract.replace(from, () => to);
  }, contractSdl());
}
