import type { JWK } from 'jose';
import { ulid } from 'ulid';
import { companyAudience, CREDENTIAL_LIFE_SECONDS } from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import {
  SCHEMA_PATHS,
  SCHEMA_REQUEST_HEADER,
  SCHEMA_REQUEST_TYPE,
  schemaAudience,
  type SchemaPath,
} from '#schema/wire/schema-registry.ts';
import { createSigner } from '#schema/wire/signatures.ts';

/** What a test says otherwise than an honest company would. */
export interface SchemaWord {
  readonly signedBody?: string;
  readonly claims?: Record<string, unknown>;
  readonly typ?: string;
  /** The address that is signed for, when it is not the one that is asked. */
  readonly signedPath?: SchemaPath;
}

/** What was answered: the status, and the JSON where there was any. */
export interface SchemaAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Asks the registry of schemas in a company's name, with a key. */
export async function sendSchemaWord(
  sharedUrl: string,
  path: SchemaPath,
  who: { readonly company: string; readonly key: JWK },
  request: unknown,
  word: SchemaWord = {},
): Promise<SchemaAnswer> {
  const body = typeof request === 'string' ? request : JSON.stringify(request);
  const token = await signSchemaWord(path, who, body, word);
  const headers = { 'content-type': 'application/json', [SCHEMA_REQUEST_HEADER]: token };
  const response = await fetch(`${sharedUrl}${path}`, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : JSON.parse(text) };
}

/** The word for a body alone. */
export async function signSchemaWord(
  path: SchemaPath,
  { company, key }: { readonly company: string; readonly key: JWK },
  body: string,
  { signedBody = body, signedPath = path, ...word }: SchemaWord = {},
): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: companyAudience(company), aud: schemaAudience(signedPath), iat },
    ...{ exp: iat + CREDENTIAL_LIFE_SECONDS, jti: crypto.randomUUID(), body: sha256(signedBody) },
    actor: { sub: 'lead', kind: 'person' },
    ...word.claims,
  };
  return (await createSigner(key)).sign(claims, word.typ ?? SCHEMA_REQUEST_TYPE);
}

/** A request to publish, under a request id of its own. */
export function publication(sdl: string, more: object = {}) {
  return { requestId: ulid(), sdl, message: 'a change', ...more };
}

/** The row of a version that was refused. */
export function offeredVersion(companySlug: string, number: number) {
  const row = { id: `${companySlug}@${number}`, companySlug, number, hash: '0'.repeat(64) };
  const request = { requestId: 'request', requestHash: 'hash' };
  return { ...row, ...request, origin: 'PUBLISHED' as const, publishedAt: new Date() };
}

export { SCHEMA_PATHS };

/** A row of a document that the company has registered. */
export function documentRow(companySlug: string) {
  const text = 'query Me { me { subject } }';
  return { companySlug, hash: sha256(text), text, name: 'Me', addedAt: new Date() };
}

/** A row of what a company's callers have used of the schema. */
export function recordedRow(companySlug: string, coordinates = ['Caller.subject', 'Query.me']) {
  const hash = sha256(coordinates.join('\n'));
  return { companySlug, day: new Date('2026-11-22'), hash, coordinates, count: 3n };
}

/** The row of that day. */
export function dayRow(companySlug: string) {
  return { companySlug, day: new Date('2026-11-22'), count: 3n, dropped: 1n };
}
