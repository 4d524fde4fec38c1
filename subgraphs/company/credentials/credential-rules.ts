import { allowedDocuments } from '#schema/wire/credentials.ts';
import { isIdOf, parseId } from '#schema/wire/ids.ts';
import { textErrors } from '#subgraphs/kit/input-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';

/** What `issueAgentCredential` says of a credential. */
export interface CredentialInput {
  readonly label: string;
  readonly expiresAt?: Date | null | undefined;
  readonly documents?: readonly string[] | null | undefined;
}

const LABEL = { name: "A credential's label", most: 100, lines: false };
const DAY_MS = 86_400_000;
const USUAL_DAYS = 90;
const MOST_DAYS = 366;

/** The most credentials of one agent that are good at a time. */
export const MOST_CREDENTIALS = 20;

/** When a credential ends for which nobody said so. */
export function expiryOf({ expiresAt }: CredentialInput, now: Date): Date {
  return expiresAt ?? new Date(now.getTime() + USUAL_DAYS * DAY_MS);
}

/** Everything that is wrong with the input by itself. */
export function credentialErrors(input: CredentialInput, now: Date): UserError[] {
  return [
    ...textErrors(input.label, LABEL, 'label'),
    ...expiryErrors(input.expiresAt, now),
    ...documentErrors(input.documents),
  ];
}

function documentErrors(documents: readonly string[] | null | undefined): UserError[] {
  if (documents == null || allowedDocuments.safeParse(documents).success) return [];
  return [userError('INVALID_INPUT', 'Documents are up to 100 hashes: 64 hex digits each.', 'documents')];
}

function expiryErrors(expiresAt: Date | null | undefined, now: Date): UserError[] {
  if (expiresAt == null) return [];
  const life = expiresAt.getTime() - now.getTime();
  if (life > 0 && life <= MOST_DAYS * DAY_MS) return [];
  return [userError('INVALID_INPUT', `A credential ends within ${MOST_DAYS} days from now.`, 'expiresAt')];
}

/** The random part of a secret: 32 bytes in base64url. */
const RANDOM = /^[A-Za-z0-9_-]{43}$/;

/** `ank_<company>_<ulid of the credential>_<random part>`: an own prefix, so that scanners of leaked secrets know it. */
export function secretOf(credentialId: string, random: string): string {
  const id = parseId(credentialId);
  if (id?.kind !== 'crd' || id.owner === null || !RANDOM.test(random)) throw new TypeError('No such secret.');
  return `ank_${id.owner}_${id.ulid}_${random}`;
}

/** The id of the credential that a secret of the company names; null for every text that is none. */
export function credentialIdOf(secret: string, company: string): string | null {
  const [, owner, ulid, random = ''] = /^ank_([a-z0-9-]+)_([0-9A-Z]+)_(.+)$/.exec(secret) ?? [];
  const id = `crd_${owner ?? ''}_${ulid ?? ''}`;
  return RANDOM.test(random) && isIdOf(id, 'crd', company) ? id : null;
}

/** What decides whether a credential gets a token. */
export interface CredentialState {
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly agent: { readonly status: string };
}

/** Whether the credential gets a token now: not expired, not revoked, and of an agent that is at work. */
export function isGood({ expiresAt, revokedAt, agent }: CredentialState, now: Date): boolean {
  return revokedAt === null && expiresAt > now && agent.status === 'ACTIVE';
}
