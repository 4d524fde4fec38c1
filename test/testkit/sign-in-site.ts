import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { issuerOf, jwksUriOf } from '#cli/issuer/issuer-address.ts';
import { startIssuerServer } from '#cli/issuer/issuer-server.ts';
import { COMPANIES } from '#cli/scenario/companies.ts';
import { createAuthenticator } from '#gateway/auth/authenticator.ts';
import type { RegistrySnapshot } from '#gateway/context.ts';
import { startHttp } from '#gateway/http/server.ts';
import { createSigningIn } from '#gateway/signing-in.ts';
import { startBalancer } from './balancer.ts';
import { freePort } from './free-ports.ts';
import { createTestKey } from './network-keys.ts';
import { lineCollector } from './recording.ts';

/** A gateway as far as people sign in at it, with every company's own development issuer. */
export interface SignInSite extends AsyncDisposable {
  readonly url: string;
  readonly logs: readonly string[];
  /** Milliseconds that the gateway's clock is ahead. */
  ahead: number;
  /** Companies that the registry does not know. */
  readonly unknown: Set<string>;
  /** How many requests each of the gateways was given, where there are several. */
  readonly given: ReadonlyMap<string, number>;
}

/**
 * Starts it.
 *
 * @param accessTokenSeconds how long access tokens live
 * @param replicas so many gateways with one key, behind a balancer
 */
export async function startSignInSite(accessTokenSeconds = 600, replicas = 1): Promise<SignInSite> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'agent-network-sign-in-'));
  const [issuerPort, gatewayPort] = await Promise.all([freePort(), freePort()]);
  const url = `http://127.0.0.1:${gatewayPort}`;
  const issuers = await startIssuerServer({
    ...{ dataDir, port: issuerPort, clock: Date.now, fetch, onFault: () => {} },
    subgraphUrlOf: () => null,
    people: { redirectUris: [`${url}/signed-in`], accessTokenSeconds },
  });
  const logs: string[] = [];
  const unknown = new Set<string>();
  const site = { ahead: 0 };
  const clock = () => Date.now() + site.ahead;
  const rows = COMPANIES.map(({ slug }) => ({
    ...{ slug, issuer: issuerOf(slug, issuerPort), jwksUri: jwksUriOf(slug, issuerPort) },
    ...{ subgraphUrl: null, schemaHash: '' },
  }));
  const current = (): RegistrySnapshot => {
    const known = rows.filter(({ slug }) => !unknown.has(slug));
    return {
      ...{ version: '1', sharedSdl: '', schemas: {} },
      companies: new Map(known.map((row) => [row.slug, row])),
      byIssuer: new Map(known.map((row) => [row.issuer, row])),
    };
  };
  const authenticate = createAuthenticator({ clock, fetchKeys: (address, init) => fetch(address, init) });
  const { privateJwk: signingKey } = await createTestKey('gateway');
  const signInAt = () =>
    createSigningIn(
      {
        ...{ publicUrl: url, signInClientId: 'agent-network-dashboard', allowPrivateAddresses: true },
        signingKey,
      },
      { clock, fetchIssuer: fetch, logger: pino({ level: 'debug' }, lineCollector(logs)) },
      {
        registry: { current },
        callerOf: async (authorization) => {
          const found = await authenticate(authorization, current());
          return found.kind === 'caller' ? found.caller : null;
        },
      },
    );
  const serve = (port: number) =>
    startHttp({
      ...{ host: '127.0.0.1', port, corsOrigins: new Set<string>(), jwks: { keys: [] } },
      graphql: () => Promise.resolve(null),
      pages: { read: () => Promise.resolve('') },
      ...{
        signIn: signInAt(),
        isReady: () => true,
        newId: () => 'id',
        onFault: (_, error) => void logs.push(String(error)),
      },
    });
  const alone = replicas === 1;
  const gateways = await Promise.all(Array.from({ length: replicas }, () => serve(alone ? gatewayPort : 0)));
  const balancer = alone
    ? null
    : await startBalancer(
        gateways.map((one) => one.url),
        gatewayPort,
      );
  return Object.assign(site, {
    ...{ url, logs, unknown, given: balancer?.given ?? new Map<string, number>() },
    async [Symbol.asyncDispose]() {
      await balancer?.stop();
      await Promise.all([...gateways, issuers].map((one) => one.close(0)));
      rmSync(dataDir, { recursive: true, force: true });
    },
  });
}
