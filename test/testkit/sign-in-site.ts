import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
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
}

/** Starts it. @param accessTokenSeconds how long access tokens live */
export async function startSignInSite(accessTokenSeconds = 600): Promise<SignInSite> {
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
  const signIn = createSigningIn(
    {
      ...{ publicUrl: url, signInClientId: 'agent-network-dashboard', allowPrivateAddresses: true },
      signingKey: (await createTestKey('gateway')).privateJwk,
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
  const http = await startHttp({
    ...{ host: '127.0.0.1', port: gatewayPort, corsOrigins: new Set<string>(), jwks: { keys: [] } },
    graphql: () => Promise.resolve(null),
    pages: { read: () => Promise.resolve('') },
    ...{
      signIn,
      isReady: () => true,
      newId: () => 'id',
      onFault: (_, error) => void logs.push(String(error)),
    },
  });
  return Object.assign(site, {
    ...{ url, logs, unknown },
    async [Symbol.asyncDispose]() {
      await Promise.all([http.close(0), issuers.close(0)]);
      rmSync(dataDir, { recursive: true, force: true });
    },
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
