import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A read of a store. */
export type StoreRead = (...args: unknown[]) => Promise<unknown>;

/** The registry is no company's; three reject where others find nothing; streams are read by a caller, or at a place; a last steward needs a company that has left. */
const OTHERS = new Set(
  'readRegistry findInvitation readTeamState findLastSteward findKnownRequest readStreamed readFollowed'.split(
    ' ',
  ),
);

/** Every exported read of every `*-store.ts`: a new one is asked as well, without a word here if it has the usual form. */
export async function readsOfStores(): Promise<[string, StoreRead][]> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /-store\.ts$/.test(file),
  );
  const modules = await Promise.all(
    files.map((file) => import(new URL(`../${file}`, import.meta.url).href) as Promise<object>),
  );
  return modules
    .flatMap((module) => Object.entries(module))
    .filter((entry): entry is [string, StoreRead] => typeof entry[1] === 'function')
    .filter(([name]) => /^(read|find|lockTeamSlugs)/.test(name) && !OTHERS.has(name));
}

/** How much a read has found. */
export function sizeOf(found: unknown): number {
  if (found instanceof Set) return found.size;
  if (Array.isArray(found)) return found.length;
  return found == null ? 0 : 1;
}
