/** Ids carry a type and, for what a company owns, its owner. The owner is for routing only; it is never a permission. */

const SHARED_KINDS = ['tem', 'thr', 'msg', 'inv', 'prp', 'evt', 'hld'] as const;
const COMPANY_KINDS = ['agt', 'psn', 'kno', 'doc', 'tol', 'pth', 'pms', 'shr', 'par', 'nte', 'crd'] as const;

/** Prefixes of rows that the shared layer owns: `<kind>_<ulid>`. */
export type SharedIdKind = (typeof SHARED_KINDS)[number];
/** Prefixes of rows that carry a company: `<kind>_<company>_<ulid>`. */
export type CompanyIdKind = (typeof COMPANY_KINDS)[number];

/** The type that each kind of id names, as far as it can be read by its id. */
export const ID_TYPES = {
  tem: 'Team',
  thr: 'Thread',
  msg: 'Message',
  inv: 'Invitation',
  prp: 'Proposal',
  evt: 'TeamEvent',
  par: 'Participant',
  agt: 'Agent',
  psn: 'Person',
  kno: 'KnowledgeSource',
  doc: 'Document',
  tol: 'Tool',
  pth: 'PrivateThread',
  pms: 'PrivateMessage',
  shr: 'Share',
} as const satisfies Partial<Record<SharedIdKind | CompanyIdKind, string>>;

/** What an id says of itself. `owner` is null for rows of the shared layer. */
export interface ParsedId {
  readonly kind: SharedIdKind | CompanyIdKind;
  readonly owner: string | null;
  readonly ulid: string;
}

const ULID = '[0-7][0-9A-HJKMNP-TV-Z]{25}';
const SLUG = '[a-z][a-z0-9-]{1,30}';
const SHARED_ID = new RegExp(`^(${SHARED_KINDS.join('|')})_(${ULID})$`);
const COMPANY_ID = new RegExp(`^(${COMPANY_KINDS.join('|')})_(${SLUG})_(${ULID})$`);
const COMPANY_SLUG = new RegExp(`^${SLUG}$`);

/** Reads an id; null for anything that is not exactly one. Never throws, whatever it is given. */
export function parseId(value: unknown): ParsedId | null {
  if (typeof value !== 'string' || value.length > 80) return null;
  const own = COMPANY_ID.exec(value);
  if (own) return { kind: own[1] as CompanyIdKind, owner: own[2] ?? null, ulid: own[3] ?? '' };
  const shared = SHARED_ID.exec(value);
  if (shared) return { kind: shared[1] as SharedIdKind, owner: null, ulid: shared[2] ?? '' };
  return null;
}

/** Whether the value is an id of that kind and, where an owner is given, of that owner. */
export function isIdOf(value: unknown, kind: SharedIdKind | CompanyIdKind, owner?: string): value is string {
  const id = parseId(value);
  return id?.kind === kind && (owner === undefined || id.owner === owner);
}

/** Whether the text is a company slug: `[a-z][a-z0-9-]{1,30}`. */
export function isCompanySlug(value: string): boolean {
  return COMPANY_SLUG.test(value);
}
