import { createLocalJWKSet } from 'jose';
import {
  COMPANY_REQUEST_HEADER,
  COMPANY_REQUEST_TYPE,
  companyRequest,
  companyRequestClaims,
  type CompanyCommand,
  type CompanyRequestClaims,
  type CompanyRequestReply,
} from '#schema/wire/company-requests.ts';
import { companyAudience, CREDENTIAL_LIFE_SECONDS, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { createVerifier, type Clock, type Signer } from '#schema/wire/signatures.ts';
import { startLocalServer } from '#test/testkit/local-server.ts';

/** A request that came, whatever was answered. */
export interface SeenRequest {
  readonly requestId: string;
  readonly command: CompanyCommand;
  readonly actor: CompanyRequestClaims['actor'];
  readonly body: string;
}

/** A shared layer that takes company requests and does nothing about them. */
export interface FakeSharedLayer extends AsyncDisposable {
  readonly url: string;
  /** Every request with a sound signature, in the order in which they came. */
  readonly seen: readonly SeenRequest[];
  /** What it answers from now on: a reply, or a status without one. Done, at first. */
  answerWith(answer: Answer | ((request: SeenRequest) => Answer | Promise<Answer>)): void;
}

/** See {@link FakeSharedLayer.answerWith}. */
export type Answer = CompanyRequestReply | { readonly status: number };

/** Starts one that trusts Acme's key. */
export async function startFakeSharedLayer(company: Signer, clock: Clock): Promise<FakeSharedLayer> {
  const seen: SeenRequest[] = [];
  let answer: (request: SeenRequest) => Answer | Promise<Answer> = () => ({ outcome: 'done' });
  const verify = createVerifier({
    issuer: companyAudience('acme'),
    audience: SHARED_AUDIENCE,
    keys: createLocalJWKSet({ keys: [...company.jwks.keys] }),
    claims: companyRequestClaims,
    clock,
    typ: COMPANY_REQUEST_TYPE,
    maxLifeSeconds: CREDENTIAL_LIFE_SECONDS,
  });
  const take = async (path: string, header: unknown, body: string): Promise<Answer> => {
    const claims = await verify(String(header));
    if (path !== '/company-requests' || claims?.body !== sha256(body)) return { status: 401 };
    const request = { ...companyRequest.parse(JSON.parse(body)), actor: claims.actor, body };
    seen.push(request);
    return answer(request);
  };
  const server = await startLocalServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      void take(incoming.url ?? '', incoming.headers[COMPANY_REQUEST_HEADER], body).then((given) => {
        outgoing.statusCode = 'status' in given ? given.status : 200;
        outgoing.end(JSON.stringify(given));
      });
    });
  });
  return {
    ...{ url: server.url, seen },
    answerWith: (given) => void (answer = typeof given === 'function' ? given : () => given),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
