import {
  COMPANY_REQUEST_HEADER,
  COMPANY_REQUEST_TYPE,
  companyRequestReply,
  type CompanyRequestReply,
} from '#schema/wire/company-requests.ts';
import { companyAudience, CREDENTIAL_LIFE_SECONDS, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import type { Clock, Signer } from '#schema/wire/signatures.ts';
import type { ClaimedItem } from './outbox-store.ts';

/** What a sender needs. */
export interface SenderOptions {
  readonly company: string;
  /** The shared layer's address, without a path. */
  readonly sharedUrl: string;
  readonly signer: Signer;
  readonly clock: Clock;
  /** The id of one signature. */
  readonly newId: () => string;
  readonly fetch: typeof fetch;
}

/** Sends one request. @throws Error when there is no answer, or one that is none: send it again */
export type SendRequest = (item: ClaimedItem, signal: AbortSignal) => Promise<CompanyRequestReply>;

const PATIENCE_MS = 5000;

/** Signs requests with the company's key, each attempt anew, and posts them to the shared layer. */
export function createRequestSender(options: SenderOptions): SendRequest {
  const address = `${options.sharedUrl.replace(/\/$/, '')}/company-requests`;
  return async (item, signal) => {
    const response = await options.fetch(address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        [COMPANY_REQUEST_HEADER]: await signed(item, options),
      },
      body: item.body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    const text = await response.text();
    // 400: what was sent is no request, and never will be one.
    if (response.status !== 200 && response.status !== 400)
      throw new Error(`the shared layer answered ${response.status}`);
    return companyRequestReply.parse(JSON.parse(text));
  };
}

function signed(item: ClaimedItem, { company, signer, clock, newId }: SenderOptions): Promise<string> {
  const iat = Math.floor(clock() / 1000);
  return signer.sign(
    {
      iss: companyAudience(company),
      aud: SHARED_AUDIENCE,
      iat,
      exp: iat + CREDENTIAL_LIFE_SECONDS,
      jti: newId(),
      actor: { sub: item.actorSubject, kind: item.actorKind },
      body: sha256(item.body),
    },
    COMPANY_REQUEST_TYPE,
  );
}
