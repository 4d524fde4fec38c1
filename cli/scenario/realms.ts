import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { companySdl as sdlWith } from '#schema/sdl.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples', import.meta.url));

/** Companies of the scenario that add something of their own to the contract: a folder with `extension.ts` and `realm.graphql`. */
const REALMS: Readonly<Record<string, string>> = { acme: path.join(EXAMPLES, 'acme') };

/** The company's own ES module, for the setting `EXTENSION_MODULE` of its program; undefined when it has none. */
export function extensionModuleOf(company: string): string | undefined {
  const folder = folderOf(company);
  return folder === undefined ? undefined : path.join(folder, 'extension.ts');
}

/** The SDL that the company's program serves, and that is registered for it. */
export function companySdl(company: string): string {
  const folder = folderOf(company);
  return sdlWith(folder === undefined ? null : readFileSync(path.join(folder, 'realm.graphql'), 'utf8'));
}

function folderOf(company: string): string | undefined {
  return Object.hasOwn(REALMS, company) ? REALMS[company] : undefined;
}
