import * as oauth from 'oauth4webapi';
import { LRUCache } from 'lru-cache';
import type { Clock } from '#schema/wire/signatures.ts';

/** How an issuer is reached. */
export interface IssuerAccess {
  /** The client that this gateway is at every company's issuer: a public one, that proves itself by PKCE. */
  readonly clientId: string;
  /** Where issuers send people back to. */
  readonly redirectUri: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Whether issuers may be without https: in development. */
  readonly allowHttp: boolean;
}

/** What an issuer gave. */
export interface Grant {
  readonly accessToken: string;
  /** Null where the issuer gives none: then the session ends with the access token. */
  readonly refreshToken: string | null;
}

/** What is kept of a sign-in under way, to know its answer by. */
export interface SignInSecrets {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** The issuer answered, and said no. */
export class IssuerRefused extends Error {
  readonly code = 'ISSUER_REFUSED';
}

/**
 * OpenID Connect with companies' issuers. Every method rejects: with `IssuerRefused` when the issuer says no, with
 * anything else when it cannot be asked.
 */
export interface Issuers {
  begin(issuer: string): Promise<{ readonly address: string; readonly secrets: SignInSecrets }>;
  finish(issuer: string, answer: URLSearchParams, secrets: SignInSecrets): Promise<Grant>;
  refresh(issuer: string, refreshToken: string): Promise<Grant>;
  /** Ends the grant at the issuer, where it lets clients. Gives the address at which the issuer's own session is ended. */
  end(issuer: string, refreshToken: string | null): Promise<string | null>;
}

const DISCOVERY_KEPT_MS = 300_000;
const PATIENCE_MS = 10_000;
const SCOPE = 'openid offline_access';

/** Talks to issuers, code flow with PKCE. What an issuer says of itself is kept for five minutes. */
export function createIssuers(access: IssuerAccess): Issuers {
  const client: oauth.Client = { client_id: access.clientId };
  const known = new LRUCache<string, { until: number; server: Promise<oauth.AuthorizationServer> }>({
    max: 1000,
  });
  const options = () => ({
    [oauth.customFetch]: fetchBy(access.fetch),
    // Marked so that nobody uses it where it is not development.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    [oauth.allowInsecureRequests]: access.allowHttp,
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const discover = async (issuer: string) => {
    const url = new URL(issuer);
    return oauth.processDiscoveryResponse(
      url,
      await oauth.discoveryRequest(url, { ...options(), algorithm: 'oidc' }),
    );
  };
  const serverOf = (issuer: string) => {
    const kept = known.get(issuer);
    if (kept && kept.until > access.clock()) return kept.server;
    const server = discover(issuer);
    known.set(issuer, { until: access.clock() + DISCOVERY_KEPT_MS, server });
    server.catch(() => known.delete(issuer));
    return server;
  };
  return {
    begin: async (issuer) => beginAt(await serverOf(issuer), access),
    async finish(issuer, answer, { state, nonce, verifier }) {
      const server = await serverOf(issuer);
      const checked = oauth.validateAuthResponse(server, client, answer, state);
      const response = await oauth.authorizationCodeGrantRequest(
        ...([server, client, oauth.None(), checked, access.redirectUri, verifier, options()] as const),
      );
      const expected = { expectedNonce: nonce, requireIdToken: true };
      return grantOf(await oauth.processAuthorizationCodeResponse(server, client, response, expected), null);
    },
    async refresh(issuer, refreshToken) {
      const server = await serverOf(issuer);
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client,
        oauth.None(),
        refreshToken,
        options(),
      );
      return grantOf(
        await oauth.processRefreshTokenResponse(server, client, response).catch(refused),
        refreshToken,
      );
    },
    async end(issuer, refreshToken) {
      const server = await serverOf(issuer);
      if (refreshToken !== null && server.revocation_endpoint !== undefined)
        await oauth.revocationRequest(server, client, oauth.None(), refreshToken, options());
      return endAddress(server, access);
    },
  };
}

/** As `fetch` itself takes it: what is not there is left out. */
function fetchBy(fetch: typeof globalThis.fetch) {
  return (url: string, asked: oauth.CustomFetchOptions<string, BodyInit | null | undefined>) => {
    const { body, headers, method, redirect, signal } = asked;
    const init = { headers, method, redirect, ...(signal ? { signal } : {}) };
    return fetch(url, body === undefined || body === null ? init : { ...init, body });
  };
}

/** Where people's browsers are sent: to a page of the web, and never to what a browser would run in a page of ours. */
function pageAddress(text: string, allowHttp: boolean): URL {
  const address = new URL(text);
  if (address.protocol === 'https:' || (allowHttp && address.protocol === 'http:')) return address;
  throw new Error(`the issuer sends people to ${address.protocol}`);
}

async function beginAt(
  server: oauth.AuthorizationServer,
  { clientId, redirectUri, allowHttp }: IssuerAccess,
) {
  if (server.authorization_endpoint === undefined) throw new Error('the issuer signs nobody in');
  const verifier = oauth.generateRandomCodeVerifier();
  const secrets = { state: oauth.generateRandomState(), nonce: oauth.generateRandomNonce(), verifier };
  const address = pageAddress(server.authorization_endpoint, allowHttp);
  const parameters = {
    ...{ client_id: clientId, redirect_uri: redirectUri, response_type: 'code', scope: SCOPE },
    ...{ state: secrets.state, nonce: secrets.nonce },
    ...{ code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
  };
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  return { address: address.href, secrets };
}

/** What an issuer says of it is for the log, and for programs: one of OAuth's own codes. */
function refused(error: unknown): never {
  if (error instanceof oauth.ResponseBodyError) throw new IssuerRefused(error.error, { cause: error });
  throw error;
}

function grantOf(response: oauth.TokenEndpointResponse, before: string | null): Grant {
  return { accessToken: response.access_token, refreshToken: response.refresh_token ?? before };
}

function endAddress(
  server: oauth.AuthorizationServer,
  { clientId, redirectUri, allowHttp }: IssuerAccess,
): string | null {
  if (server.end_session_endpoint === undefined) return null;
  const address = pageAddress(server.end_session_endpoint, allowHttp);
  address.searchParams.set('client_id', clientId);
  address.searchParams.set('post_logout_redirect_uri', new URL('/', redirectUri).href);
  return address.href;
}
