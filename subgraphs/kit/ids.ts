import { monotonicFactory } from 'ulid';
import type { CompanyIdKind, SharedIdKind } from '#schema/wire/ids.ts';
import type { Clock } from '#schema/wire/signatures.ts';

/** Makes new ids; see `schema/wire/ids.ts` for their form. */
export interface IdSource {
  shared(kind: SharedIdKind): string;
  company(kind: CompanyIdKind, owner: string): string;
  /** A bare ULID, for what is no row of the graph. */
  ulid(): string;
}

/** Ids that sort by creation, also within one millisecond of one process. */
export function createIdSource(clock: Clock): IdSource {
  const ulid = monotonicFactory();
  return {
    shared: (kind) => `${kind}_${ulid(clock())}`,
    company: (kind, owner) => `${kind}_${owner}_${ulid(clock())}`,
    ulid: () => ulid(clock()),
  };
}
