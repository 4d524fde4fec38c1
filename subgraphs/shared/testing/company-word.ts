import type { JWK } from 'jose';
import {
  COMPANY_REQUEST_HEADER,
  COMPANY_REQUEST_TYPE,
  type CompanyCommand,
} from '#schema/wire/company-requests.ts';
import { companyAudience, CREDENTIAL_LIFE_SECONDS, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { createSigner } from '#schema/wire/signatures.ts';
import { COMPANIES } from './test-shared.ts';

/** What a test says otherwise than an honest company would. */
export interface Word {
  /** Of whom at the company; `lead` when left out. */
  readonly subject?: string;
  /** What it signs with, when not with its own key. */
  readonly key?: JWK;
  /** The body that is signed, when it is not the one that is sent. */
  readonly signedBody?: string;
  readonly claims?: Record<string, unknown>;
  readonly typ?: string;
}

/** What was answered. */
export interface Answered {
  readonly status: number;
  readonly outcome?: string;
  readonly code?: string;
  readonly message?: string;
}

/** A company's key, with its private half. */
export function keyOf(company: string): JWK {
  const key = COMPANIES.find(({ slug }) => slug === company)?.keys[0];
  if (key === undefined) throw new Error(`${company} has no key`);
  return key;
}

/** A body that asks for a command under a request id. */
export function bodyOf(requestId: string, command: CompanyCommand): string {
  return JSON.stringify({ requestId, command });
}

/** Sends a body in a company's name. */
export async function sendWord(
  sharedUrl: string,
  company: string,
  body: string,
  word: Word = {},
): Promise<Answered> {
  const response = await fetch(`${sharedUrl}/company-requests`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [COMPANY_REQUEST_HEADER]: await signed(company, body, word),
    },
    body,
  });
  const text = await response.text();
  return { status: response.status, ...(text === '' ? {} : (JSON.parse(text) as object)) };
}

async function signed(company: string, body: string, word: Word): Promise<string> {
  const { subject: sub = 'lead', key = keyOf(company), signedBody = body } = word;
  const iat = Math.floor(Date.now() / 1000);
  const claims = {
    ...{ iss: companyAudience(company), aud: SHARED_AUDIENCE, iat, exp: iat + CREDENTIAL_LIFE_SECONDS },
    ...{ jti: crypto.randomUUID(), body: sha256(signedBody) },
    actor: { sub, kind: sub === 'agent' ? 'agent' : 'person', name: sub },
    ...word.claims,
  };
  return (await createSigner(key)).sign(claims, word.typ ?? COMPANY_REQUEST_TYPE);
}
