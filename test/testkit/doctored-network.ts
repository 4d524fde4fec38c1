import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { runDoctor } from '#cli/doctor/doctor-command.ts';
import type { Finding } from '#cli/doctor/finding.ts';
import type { DoctoredProgram } from '#cli/doctor/program-checks.ts';
import { extensionModuleOf } from '#cli/scenario/realms.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import { testIssuer } from './credentials.ts';
import { keyFetch } from './network-keys.ts';
import type { TestNetwork } from './network.ts';

export type Environment = Record<string, string>;

/** What the doctor said. */
export interface Told {
  readonly status: number;
  readonly text: string;
  readonly findings: readonly Finding[];
}

/** The programs of a test network as their operators start them, and the doctor in each one's environment. */
export interface DoctoredNetwork {
  readonly environments: Readonly<Record<DoctoredProgram, Environment>>;
  readonly doctor: (
    program: DoctoredProgram,
    env?: Environment,
    more?: { readonly skewMs?: number; readonly version?: string; readonly allChains?: boolean },
  ) => Promise<Told>;
  /** The address of a database for the role that owns it. */
  readonly owner: (name: string) => string;
  /** Breaks a database as its owner, looks, and mends it. */
  readonly whileBroken: <T>(name: string, harm: string, mend: string, look: () => Promise<T>) => Promise<T>;
}

/** Writes the network's keys into a folder, as the programs' settings name them. */
export function doctored(network: TestNetwork, folder: string): DoctoredNetwork {
  const environments = environmentsOf(network, folder);
  const owner = (name: string) => network.databases.get(name)?.ownerUrl ?? '';
  return {
    environments,
    owner,
    async doctor(program, env = {}, { version = process.version, allChains = false, skewMs = 0 } = {}) {
      let text = '';
      const write = (line: string) => void (text += line);
      const tools = { fetch: fetchOf(network, skewMs), clock: Date.now, dataDir: folder, allChains };
      const status = await runDoctor(
        { program, json: true, version },
        { ...tools, env: { ...environments[program], ...env } },
        { out: write, err: write },
      );
      const { findings } = JSON.parse(text) as { findings: Finding[] };
      return { status, text, findings };
    },
    async whileBroken(name, harm, mend, look) {
      const run = (sql: string) =>
        withClient(owner(name), (client) => client.query(`SET app.operator = 'maintenance'; ${sql}`));
      await run(harm);
      try {
        return await look();
      } finally {
        await run(mend);
      }
    },
  };
}

function environmentsOf(network: TestNetwork, folder: string): Record<DoctoredProgram, Environment> {
  const { gateway, shared, issuers } = network.keys;
  const keyFile = (name: string, jwk: object) => {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
    return { SIGNING_KEY_FILE: file };
  };
  const database = (name: string) => ({
    DATABASE_URL: network.databases.get(name)?.runtimeUrl ?? '',
    MIGRATION_DATABASE_URL: network.databases.get(name)?.ownerUrl ?? '',
    GATEWAY_JWKS_URL: gateway.jwksUri,
  });
  return {
    gateway: {
      ...{ ...addressOf(network.gatewayUrl), ...keyFile('gateway', gateway.privateJwk) },
      ...{ SHARED_URL: network.sharedUrl, ALLOW_PRIVATE_ADDRESSES: 'true' },
    },
    shared: {
      ...{ ...addressOf(network.sharedUrl), ...database('shared'), ...keyFile('shared', shared.privateJwk) },
    },
    company: {
      ...{ ...addressOf(network.companyUrl('acme')), ...database('acme'), COMPANY: 'acme' },
      ...keyFile('acme', network.companyKey('acme').privateJwk),
      ...{ SHARED_URL: network.sharedUrl, SHARED_JWKS_URL: shared.jwksUri, ISSUER: testIssuer('acme') },
      EXTENSION_MODULE: extensionModuleOf('acme') ?? '',
      ISSUER_JWKS_URL: issuers.get('acme')?.jwksUri ?? '',
    },
  };
}

function addressOf(url: string): Environment {
  const { hostname, port } = new URL(url);
  return { HOST: hostname, PORT: port };
}

/** The test network's keys are at addresses that nobody listens at: this fetch knows them. */
function fetchOf(network: TestNetwork, skewMs: number): typeof fetch {
  const { gateway, shared, issuers } = network.keys;
  const known = keyFetch([gateway, shared, ...issuers.values()]);
  const asked = { headers: new Headers(), method: 'GET', redirect: 'manual' } as const;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    if (url.includes('keys.test')) return known(url, { ...asked, signal: AbortSignal.timeout(1000) });
    const reply = await fetch(input, init);
    const headers = new Headers(reply.headers);
    headers.set('date', new Date(Date.now() + skewMs).toUTCString());
    return new Response(reply.body, { status: reply.status, headers });
  };
}
