import { EventEmitter, once } from 'node:events';
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

/** What companies serve, by slug. */
type Schemas = Readonly<Record<string, string>>;

/** A gateway whose registry says what a test tells it to, whatever any shared layer would have refused before. */
export interface FedGateway extends AsyncDisposable {
  /** Tells it of these companies instead; ends when the gateway has heard. */
  serve(companies: Schemas): Promise<void>;
  /** The status and codes of `{ __typename }`, asked by somebody of the company, and what was logged of it. */
  ask(company: string): Promise<{ readonly status: number; readonly text: string; readonly log: string }>;
}

/** Starts one that will be told of some of these companies. */
export async function startFedGateway(slugs: readonly string[]): Promise<FedGateway> {
  const gatewayKey = await createTestKey('gateway');
  const issuers = new Map<string, TestKey>(
    await Promise.all(slugs.map(async (company) => [company, await createTestKey(company)] as const)),
  );
  const lines: string[] = [];
  const registry = createToldRegistry(contentsOf({}, issuers));
  const gateway = await startGateway(await usualSettings(gatewayKey), {
    clock: Date.now,
    newId: () => crypto.randomUUID(),
    wire: registry.wire,
    fetchKeys: keyFetch([gatewayKey, ...issuers.values()]),
    logger: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
  });
  const credentials = createCredentials({ gateway: gatewayKey, shared: gatewayKey, issuers });
  return {
    serve: (companies) => registry.tell(contentsOf(companies, issuers)),
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
    async [Symbol.asyncDispose]() {
      await gateway.stop();
    },
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

function contentsOf(companies: Schemas, issuers: ReadonlyMap<string, TestKey>): RegistryContents {
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

const NOT_FOUND = { status: 404, contentType: undefined, body: new Uint8Array() };
const json = (value: unknown) => ({
  ...{ status: 200, contentType: 'application/json' },
  body: new TextEncoder().encode(JSON.stringify(value)),
});

/** Answers for the registry, and for nothing else. Whoever asks for changes waits for one. */
function createToldRegistry(contents: RegistryContents) {
  const changes = new EventEmitter();
  const wire: Wire = {
    async call({ url, headers }) {
      if (url.endsWith('/registry')) return json(contents);
      if (!url.endsWith('/registry/changes')) return NOT_FOUND;
      const known = headers['if-none-match'];
      changes.emit('known', known);
      if (known === tagOf(contents)) await once(changes, 'told');
      return json({ version: contents.version, signature: '' });
    },
    close: () => Promise.resolve(),
  };
  return {
    wire,
    /** Ends when the gateway asks for what comes after these. */
    async tell(next: RegistryContents): Promise<void> {
      contents = next;
      const heard = new Promise<void>((resolve) => {
        const look = (known: unknown) => {
          if (known !== tagOf(next)) return;
          changes.off('known', look);
          resolve();
        };
        changes.on('known', look);
      });
      changes.emit('told');
      await heard;
    },
  };
}

function tagOf({ version }: RegistryContents): string {
  return `"${version}"`;
}
