import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startGateway } from '#gateway/gateway.ts';
import { readSettings, type GatewaySettings } from '#gateway/config.ts';
import type { Wire } from '#gateway/transport/wire.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { sha256 } from '#schema/wire/hash.ts';
import type { RegistryContents } from '#schema/wire/registry.ts';
import { pino } from 'pino';
import { createCredentials, testIssuer } from './credentials.ts';
import { createTestKey, keyFetch, type TestKey } from './network-keys.ts';

/** A gateway whose registry says what a test tells it to, whatever any shared layer would have refused before. */
export interface FedGateway extends AsyncDisposable {
  /** The status and codes of `{ __typename }`, asked by somebody of the company, and what was logged of it. */
  ask(company: string): Promise<{ readonly status: number; readonly text: string; readonly log: string }>;
}

/** Starts one that is told of these companies, each serving an SDL. */
export async function startFedGateway(companies: Readonly<Record<string, string>>): Promise<FedGateway> {
  const gatewayKey = await createTestKey('gateway');
  const issuers = new Map<string, TestKey>(
    await Promise.all(
      Object.keys(companies).map(async (company) => [company, await createTestKey(company)] as const),
    ),
  );
  const lines: string[] = [];
  const gateway = await startGateway(await usualSettings(gatewayKey), {
    clock: Date.now,
    newId: () => crypto.randomUUID(),
    wire: registryWire(contentsOf(companies, issuers)),
    fetchKeys: keyFetch([gatewayKey, ...issuers.values()]),
    logger: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
  });
  await untilReady(gateway.url);
  const credentials = createCredentials({ gateway: gatewayKey, shared: gatewayKey, issuers });
  return {
    async ask(company) {
      const from = lines.length;
      const token = await credentials.callerToken(company, { sub: 'lead', kind: 'person' });
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ __typename }' }),
      });
      const { status } = response;
      return { status, text: await response.text(), log: lines.slice(from).join('') };
    },
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
}

/** As a gateway has them that is told of nothing but its key. */
async function usualSettings({ privateJwk }: TestKey): Promise<GatewaySettings> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fed-gateway-'));
  try {
    const file = path.join(folder, 'key.json');
    await writeFile(file, JSON.stringify(privateJwk));
    return readSettings({ SIGNING_KEY_FILE: file, PORT: '0', SHARED_URL: 'http://shared.test' });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function contentsOf(
  companies: Readonly<Record<string, string>>,
  issuers: ReadonlyMap<string, TestKey>,
): RegistryContents {
  const entries = Object.entries(companies);
  return {
    version: sha256(JSON.stringify(companies)),
    sharedSdl: sharedSdl(),
    companies: entries.map(([slug, sdl]) => ({
      slug,
      issuer: testIssuer(slug),
      jwksUri: issuers.get(slug)?.jwksUri ?? '',
      subgraphUrl: null,
      schemaHash: sha256(sdl),
    })),
    schemas: Object.fromEntries(
      [contractSdl(), ...entries.map(([, sdl]) => sdl)].map((sdl) => [sha256(sdl), sdl]),
    ),
  };
}

/** Answers for the registry, and for nothing else. */
function registryWire(contents: RegistryContents): Wire {
  const body = new TextEncoder().encode(JSON.stringify(contents));
  return {
    call: ({ url }) =>
      Promise.resolve(
        url.endsWith('/registry')
          ? { status: 200, contentType: 'application/json', body }
          : { status: 404, contentType: undefined, body: new Uint8Array() },
      ),
    close: () => Promise.resolve(),
  };
}

async function untilReady(url: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if ((await fetch(`${url}/ready`)).status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the gateway did not read its registry');
}
