import { isIdOf, type CompanyIdKind, type SharedIdKind } from '#schema/wire/ids.ts';

/** What a program takes from a representation: the key, checked. The rest of it is anybody's word. */
export interface EntityKey {
  readonly id: string;
}

/** The entities that this program resolves, with the kind of id of each. */
const ENTITY_IDS: ReadonlyMap<string, CompanyIdKind | SharedIdKind> = new Map([
  ['Agent', 'agt'],
  ['Person', 'psn'],
  ['KnowledgeSource', 'kno'],
  ['Document', 'doc'],
  ['Tool', 'tol'],
  ['PrivateThread', 'pth'],
  ['PrivateMessage', 'pms'],
  ['Participant', 'par'],
  ['Share', 'shr'],
  ['Thread', 'thr'],
  ['Message', 'msg'],
]);

/** Threads and messages are the shared layer's, so their ids name no owner. */
const OWNERLESS: ReadonlySet<string> = new Set(['thr', 'msg']);

/**
 * Reads a representation of that type; null unless its id is one of that type and, where ids name an owner, of this
 * company. Never throws, whatever the representation is.
 */
export function entityKey(typeName: string, representation: unknown, company: string): EntityKey | null {
  const kind = ENTITY_IDS.get(typeName);
  if (kind === undefined || typeof representation !== 'object' || representation === null) return null;
  const id = 'id' in representation ? representation.id : null;
  return isIdOf(id, kind, OWNERLESS.has(kind) ? undefined : company) ? { id } : null;
}
