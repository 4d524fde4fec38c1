import { GATEWAY_AUDIENCE, companyAudience } from '#schema/wire/credentials.ts';
import { startLocalServer } from './local-server.ts';
import { createTestKey, type TestKey } from './network-keys.ts';
import { callerOf } from './network.ts';

export type IssuingCompany = 'acme' | 'harbor';

/** Issuers of companies, on the loopback, that can change their keys. */
export interface ChangingIssuers extends AsyncDisposable {
  issuerOf(company: IssuingCompany): string;
  jwksUriOf(company: IssuingCompany): string;
  /** What a company's issuer shows, and what it signs with. */
  readonly keys: Readonly<Record<IssuingCompany, { shown: readonly TestKey[]; signing: TestKey }>>;
  tokenOf(company: IssuingCompany, subject: string): Promise<string>;
}

const TOKEN_SECONDS = 60;

/** Starts them. Whoever refreshes is given a token of the project lead. */
export async function startChangingIssuers(): Promise<ChangingIssuers> {
  const [acme, harbor] = [await createTestKey('acme'), await createTestKey('harbor')];
  const keys: ChangingIssuers['keys'] = {
    acme: { shown: [acme], signing: acme },
    harbor: { shown: [harbor], signing: harbor },
  };
  const site = await startLocalServer((incoming, outgoing) => {
    const [, name, ...path] = incoming.url?.split('/') ?? [];
    const company = name === 'harbor' ? 'harbor' : 'acme';
    void answer(company, path.join('/')).then((json) => {
      outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  const issuerOf = (company: IssuingCompany) => `${site.url}/${company}`;
  const tokenOf = (company: IssuingCompany, subject: string) => {
    const iat = Math.floor(Date.now() / 1000);
    const audience = { aud: [GATEWAY_AUDIENCE, companyAudience(company)], iat, exp: iat + TOKEN_SECONDS };
    return keys[company].signing.signer.sign({
      ...{ iss: issuerOf(company), ...callerOf(company, subject) },
      ...audience,
    });
  };
  const answer = async (company: IssuingCompany, path: string): Promise<object> => {
    const issuer = issuerOf(company);
    if (path === 'keys') return { keys: keys[company].shown.flatMap(({ signer }) => signer.jwks.keys) };
    if (path === '.well-known/openid-configuration') return { issuer, token_endpoint: `${issuer}/token` };
    const granted = { token_type: 'Bearer', expires_in: TOKEN_SECONDS };
    return { ...granted, access_token: await tokenOf(company, 'project-lead') };
  };
  return {
    ...{ issuerOf, keys, tokenOf, jwksUriOf: (company) => `${issuerOf(company)}/keys` },
    [Symbol.asyncDispose]: () => site[Symbol.asyncDispose](),
  };
}
