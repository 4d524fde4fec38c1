import { randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import type { Configuration, Provider } from 'oidc-provider';
import type * as Library from 'oidc-provider';
import { companyAudience, GATEWAY_AUDIENCE } from '#schema/wire/credentials.ts';
import { createProviderStore } from './provider-store.ts';
import type { ListedPerson } from './sign-in-page.ts';

/** The client that every gateway's dashboard is, at every development issuer. */
export const DASHBOARD_CLIENT = 'agent-network-dashboard';

/** One company's issuer, as far as its people sign in there. */
export interface PeopleIssuer {
  readonly company: string;
  /** The company's name for people. */
  readonly companyName: string;
  /** The `iss` of its tokens; its path is where the provider is. */
  readonly issuer: string;
  readonly key: JWK;
  readonly people: readonly ListedPerson[];
  /** Where a sign-in may end. */
  readonly redirectUris: readonly string[];
  /** How long an access token lives, in seconds. */
  readonly accessTokenSeconds: number;
}

/** Where the provider is under its issuer's path; what is not here the issuer answers itself. */
export const PROVIDER_PATHS = {
  authorization: '/auth',
  token: '/oidc/token',
  revocation: '/oidc/revoke',
  interaction: '/sign-in',
} as const;

const REFRESH_SECONDS = 12 * 3600;
const SIGN_IN_SECONDS = 600;

/** Makes a company's OpenID provider: code flow with PKCE for its people, with the key that its tokens have always had. */
export async function createProvider(issuer: PeopleIssuer): Promise<Provider> {
  const library = await loadLibrary();
  return new library.Provider(issuer.issuer, {
    ...configurationOf(issuer),
    interactions: interactionsOf(issuer, library.interactionPolicy),
  });
}

/** It tells the terminal what it thinks of the runtime; it was tested here on those that this project supports. */
async function loadLibrary() {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

function interactionsOf(
  { issuer }: PeopleIssuer,
  { base, Check }: typeof Library.interactionPolicy,
): NonNullable<Configuration['interactions']> {
  const policy = base();
  // The company's own dashboard needs nobody's consent. Who it is, is asked each time: at one machine people are several.
  policy.remove('consent');
  const asked = new Check('always', 'who it is, is asked each time', 'login_required', ({ oidc }) =>
    oidc.result?.login ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT,
  );
  policy.get('login')?.checks.add(asked);
  const path = new URL(issuer).pathname;
  return { policy, url: (_, { uid }) => `${path}${PROVIDER_PATHS.interaction}/${uid}` };
}

function configurationOf(issuer: PeopleIssuer): Configuration {
  const { key, people, accessTokenSeconds } = issuer;
  const nameOf = (subject: string) => people.find((person) => person.subject === subject)?.name;
  return {
    adapter: createProviderStore(),
    clients: [clientOf(issuer)],
    jwks: { keys: [{ ...key, use: 'sig' }] },
    cookies: { keys: [randomBytes(32).toString('base64')] },
    enabledJWA: {
      idTokenSigningAlgValues: ['EdDSA'],
      attestSigningAlgValues: ['EdDSA'],
    },
    findAccount: (_, subject) => {
      if (nameOf(subject) === undefined) return undefined;
      return { accountId: subject, claims: () => ({ sub: subject, name: nameOf(subject) }) };
    },
    extraTokenClaims: (_, token) => {
      const subject = 'accountId' in token ? token.accountId : '';
      return { kind: 'person', name: nameOf(subject) ?? subject };
    },
    issueRefreshToken: () => true,
    // Several pages of one browser may ask at once.
    rotateRefreshToken: false,
    pkce: { required: () => true },
    features: featuresOf(issuer),
    formats: {
      customizers: {
        // One token is for the gateway and for the company's own subgraph.
        jwt: (_, __, { payload }) => {
          payload['aud'] = [GATEWAY_AUDIENCE, companyAudience(issuer.company)];
        },
      },
    },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId,
        accountId: oidc.account?.accountId,
      });
      grant.addOIDCScope('openid offline_access');
      grant.addResourceScope(GATEWAY_AUDIENCE, '');
      await grant.save();
      return grant;
    },
    routes: {
      authorization: PROVIDER_PATHS.authorization,
      token: PROVIDER_PATHS.token,
      revocation: PROVIDER_PATHS.revocation,
      jwks: '/jwks.json',
    },
    ttl: {
      AccessToken: accessTokenSeconds,
      AuthorizationCode: 60,
      Grant: REFRESH_SECONDS,
      IdToken: SIGN_IN_SECONDS,
      Interaction: SIGN_IN_SECONDS,
      RefreshToken: REFRESH_SECONDS,
      Session: SIGN_IN_SECONDS,
    },
  };
}

function clientOf({ redirectUris }: PeopleIssuer) {
  return {
    client_id: DASHBOARD_CLIENT,
    redirect_uris: [...redirectUris],
    token_endpoint_auth_method: 'none' as const,
    id_token_signed_response_alg: 'EdDSA' as const,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code' as const],
  };
}

function featuresOf({ accessTokenSeconds }: PeopleIssuer): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    // A token may be given back by the client that it was given to.
    revocation: { enabled: true, allowedPolicy: (_, client, token) => client.clientId === token.clientId },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => GATEWAY_AUDIENCE,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: '',
        audience: GATEWAY_AUDIENCE,
        accessTokenFormat: 'jwt',
        accessTokenTTL: accessTokenSeconds,
        jwt: { sign: { alg: 'EdDSA' } },
      }),
    },
  };
}
