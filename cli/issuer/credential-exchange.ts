import {
  CREDENTIAL_CHECK_PATH,
  credentialAnswer,
  type CredentialAnswer,
} from '#schema/wire/agent-credentials.ts';
import {
  companyAudience,
  CREDENTIAL_LIFE_SECONDS,
  GATEWAY_AUDIENCE,
  TOKEN_TYPE,
} from '#schema/wire/credentials.ts';
import type { Clock, Signer } from '#schema/wire/signatures.ts';

/** One company's issuer, as far as it exchanges credentials. */
export interface ExchangingIssuer {
  readonly company: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;
  readonly signer: Signer;
  /** The company's subgraph, without a path. */
  readonly subgraphUrl: string;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * How long a token lives that was got with a credential, in seconds: so long a revoked one still opens what is shared. The
 * company itself, whom the token tells its credential, shuts at once.
 */
export const EXCHANGED_LIFE_SECONDS = 600;

const PATIENCE_MS = 5_000;

/**
 * Asks the company's subgraph whose credential it is; null when it gets no token.
 *
 * @throws Error when the subgraph cannot be asked
 */
export async function askForAgent(
  { company, issuer, signer, subgraphUrl, clock, fetch }: ExchangingIssuer,
  secret: string,
): Promise<CredentialAnswer | null> {
  const iat = Math.floor(clock() / 1000);
  const claims = { iss: issuer, aud: companyAudience(company), iat, exp: iat + CREDENTIAL_LIFE_SECONDS };
  const word = await signer.sign(claims, TOKEN_TYPE.issuer);
  const response = await fetch(subgraphUrl + CREDENTIAL_CHECK_PATH, {
    method: 'POST',
    headers: { authorization: `Bearer ${word}`, 'content-type': 'application/json' },
    body: JSON.stringify({ secret }),
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'error',
  });
  // 400: no secret at all, too long for one.
  if (response.status === 404 || response.status === 400) return null;
  if (response.status !== 200)
    throw new Error(`the company's subgraph answered with status ${response.status}`);
  return credentialAnswer.parse(await response.json());
}

/** Signs an agent's caller token, narrowed as its company narrows it. */
export function signAgentToken(
  { company, issuer, signer, clock }: ExchangingIssuer,
  { subject, name, reach, documents, credential }: CredentialAnswer,
): Promise<string> {
  const iat = Math.floor(clock() / 1000);
  return signer.sign({
    iss: issuer,
    sub: subject,
    aud: [GATEWAY_AUDIENCE, companyAudience(company)],
    kind: 'agent',
    name,
    ...(reach === undefined ? {} : { reach }),
    ...(documents === undefined ? {} : { documents }),
    ...(credential === undefined ? {} : { credential }),
    iat,
    exp: iat + EXCHANGED_LIFE_SECONDS,
  });
}
