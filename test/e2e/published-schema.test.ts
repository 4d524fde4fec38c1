import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { runCli } from '#cli/program.ts';
import { companySdl } from '#cli/scenario/realms.ts';
import { runFetch } from '#cli/schema/registry/fetch-command.ts';
import { runHistory } from '#cli/schema/registry/history-command.ts';
import { runPublish, runRollback } from '#cli/schema/registry/publish-command.ts';
import type { GatewaySettings } from '#gateway/config.ts';
import { startGateway, type RunningGateway } from '#gateway/gateway.ts';
import { createUndiciWire } from '#gateway/transport/undici-wire.ts';
import { historyReply, publishReply } from '#schema/wire/schema-registry.ts';
import { servedNetwork } from '#schema/wire/served-network.ts';
import { post, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { createTestKey, keyFetch } from '#test/testkit/network-keys.ts';
import { SOON_MS } from '#test/testkit/soon.ts';

let network: TestNetwork;
let folder: string;
const inFolder = (name: string) => path.join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'agent-network-publish-'));
  network = await startTestNetwork({ gateway: { registryCacheFile: inFolder('registry.json') } });
  for (const company of ['acme', 'harbor'])
    await writeFile(inFolder(`${company}.jwk`), JSON.stringify(network.companyKey(company).privateJwk));
}, 120_000);
afterAll(async () => {
  await network[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const said: string[] = [];
const terminal = { out: (text: string) => void said.push(text), err: (text: string) => void said.push(text) };
const tools = { fetch, clock: Date.now, dataDir: '/nowhere' };
const by = (company: string, key = company) => ({
  ...{ company, key: inFolder(`${key}.jwk`), sharedUrl: network.sharedUrl, author: 'delivery' },
  json: true,
});

async function publish(sdl: string, source = by('acme')) {
  await writeFile(inFolder('next.graphql'), sdl);
  const status = await runPublish(
    { ...source, sources: [inFolder('next.graphql')], message: 'bells' },
    terminal,
    tools,
  );
  return { status, reply: publishReply.parse(JSON.parse(said.at(-1) ?? '')) };
}

const bells = (...fields: string[]) => `${companySdl('acme')}
  """A bell."""
  type AcmeBell {
    ${fields.map((field) => `"""What it says."""\n${field}: String`).join('\n')}
  }
  extend type Workspace {
    """The bell."""
    acmeBell: AcmeBell
  }`;

/** The fields of acme's new type, as a company's callers see them. */
async function bellOf(company: string, url = network.gatewayUrl): Promise<string[] | null> {
  const subject = company === 'acme' ? 'project-lead' : 'delivery-lead';
  const authorization = `Bearer ${await network.tokenOf(company, subject)}`;
  const query = '{ __type(name: "AcmeBell") { fields { name } } }';
  const { json } = await post(`${url}/graphql`, { query }, { authorization });
  const type = json.data?.['__type'] as { fields: { name: string }[] } | null | undefined;
  if (type === undefined) throw new Error(JSON.stringify(json));
  return type?.fields.map(({ name }) => name) ?? null;
}

async function until(fields: string[] | null): Promise<number> {
  const start = Date.now();
  while (JSON.stringify(await bellOf('acme')) !== JSON.stringify(fields)) {
    if (Date.now() - start > 5000) throw new Error(`acme's callers see ${String(await bellOf('acme'))}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return Date.now() - start;
}

/** Which view served the company last. */
function lastView(company: string): string {
  const lines = network.logs.map((line) => JSON.parse(line) as { company?: string; view?: string });
  return lines.findLast((line) => line.company === company && line.view !== undefined)?.view ?? '';
}

describe('a published schema', () => {
  it('is served as soon as it is published, and to its own company alone', async () => {
    expect([await bellOf('acme'), await bellOf('harbor')]).toEqual([null, null]);
    const before = [lastView('acme'), lastView('harbor')];
    expect((await publish(bells('tone'))).status).toBe(0);
    expect(await until(['tone'])).toBeLessThan(SOON_MS);
    expect(await bellOf('harbor')).toBeNull();
    expect(lastView('acme')).not.toBe(before[0]);
    expect(lastView('harbor')).toBe(before[1]);
  }, 30_000);

  it('changes nothing when it is refused', async () => {
    const view = lastView('acme');
    const theft = `${bells('tone')}\nextend type Thread { title: String! @override(from: "shared") }`;
    const { status, reply } = await publish(theft);
    expect([status, reply.version.accepted]).toEqual([1, false]);
    expect(await bellOf('acme')).toEqual(['tone']);
    expect(lastView('acme')).toBe(view);
  });

  it("is published with the company's own key alone", async () => {
    const stolen = publish(bells('theft'), by('acme', 'harbor'));
    await expect(stolen).rejects.toMatchObject({ code: 'REGISTRY_REFUSED', exitStatus: 2 });
  });

  it('is refused a company that publishes too often, which is told when to come again', async () => {
    const { runtimeUrl } = network.databases.get('shared') ?? {};
    const limit = (figure: string) =>
      runCli(
        [
          'company',
          'set',
          'acme',
          '--limit',
          `publications-per-hour=${figure}`,
          '--database-url',
          String(runtimeUrl),
        ],
        terminal,
      );
    expect(await limit('1')).toBe(0);
    const refused = publish(bells('tone', 'pitch'));
    await expect(refused).rejects.toMatchObject({ code: 'RATE_LIMITED', exitStatus: 2 });
    await expect(refused).rejects.toThrow(/published too often. Try again in \d+ s\./);
    expect(await limit('usual')).toBe(0);
    expect(await bellOf('acme')).toEqual(['tone']);
  });

  it('can be taken back to the version before', async () => {
    const { reply } = await publish(bells('tone', 'weight'));
    await until(['tone', 'weight']);
    expect(
      await runRollback({ ...by('acme'), version: String(reply.version.previous) }, terminal, tools),
    ).toBe(0);
    await until(['tone']);
    await runHistory({ ...by('acme'), first: '3' }, terminal, tools);
    const { versions, served } = historyReply.parse(JSON.parse(said.at(-1) ?? ''));
    const [last] = versions;
    expect(last).toMatchObject({ version: served, origin: 'ROLLED_BACK', restored: reply.version.previous });
  }, 30_000);

  it('can be fetched: the view, the own SDL, and the network for a check', async () => {
    await runFetch({ ...by('acme'), view: 'acme', json: false }, terminal, tools);
    expect(said.at(-1)).toContain('type AcmeBell {');
    expect(said.at(-1)).toContain('type Thread implements Node {');
    await runFetch({ ...by('acme'), network: inFolder('network.json') }, terminal, tools);
    const written = servedNetwork.parse(JSON.parse(await readFile(inFolder('network.json'), 'utf8')));
    expect(written.companies).toEqual([{ company: 'acme', sdl: bells('tone') }]);
  });
});

describe('a gateway that starts while the shared layer is away', () => {
  let gateways: RunningGateway[] = [];
  const wire = createUndiciWire();
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()));
    await wire.close();
  });

  async function start(cache: string, clock = Date.now): Promise<RunningGateway> {
    const key = await createTestKey('gateway');
    const settings: GatewaySettings = {
      ...{ host: '127.0.0.1', port: 0, logLevel: 'silent', sharedUrl: 'http://127.0.0.1:1' },
      ...{ signingKey: key.privateJwk, engine: 'compiled', planner: 'hive' },
      ...{ registryPollMs: 60_000, registryCacheFile: cache, registryCacheHours: 1 },
      ...{ subgraphTimeoutMs: 1000, subgraphConcurrency: 64, subgraphQueue: 256 },
      ...{ breakerFailures: 5, breakerOpenMs: 1000, viewCapacity: 10 },
      ...{ maxAnswerBytes: 1_000_000, maxBodyBytes: 1_000_000, maxUploadBytes: 1_000_000 },
      ...{ maxStreams: 100, streamStallMs: 1000 },
      ...{ corsOrigins: new Set<string>(), coalesce: true, compression: false },
    };
    const signer = network.credentials.issuerSigner('acme');
    const fetchKeys = keyFetch([{ ...key, signer, jwksUri: 'http://keys.test/acme.json' }]);
    const logger = pino({ level: 'silent' });
    const gateway = await startGateway(settings, { clock, newId: randomUUID, wire, fetchKeys, logger });
    gateways = [...gateways, gateway];
    await new Promise((resolve) => setTimeout(resolve, 300));
    return gateway;
  }

  const ready = async ({ url }: RunningGateway) => (await fetch(`${url}/ready`)).status;

  it('serves what it kept', async () => {
    const gateway = await start(inFolder('registry.json'));
    expect(await ready(gateway)).toBe(200);
    expect(await bellOf('acme', gateway.url)).toEqual(['tone']);
  });

  it('serves nothing that was kept for longer than was set', async () => {
    const later = () => Date.now() + 3_700_000;
    expect(await ready(await start(inFolder('registry.json'), later))).toBe(503);
  });

  it.each<[string, (text: string) => string]>([
    ['another schema', (text) => text.replaceAll('AcmeBell', 'AcmeBill')],
    ["another company's address", (text) => text.replace('127.0.0.1', '127.6.6.6')],
    ['another version', (text) => text.replace(/"version":"./, '"version":"x')],
    ['no signature', (text) => text.replace(/"signature":"[^"]*"/, '"signature":""')],
    ['half of it', (text) => text.slice(0, text.length / 2)],
  ])('serves nothing when somebody wrote %s into it', async (_, change) => {
    const text = await readFile(inFolder('registry.json'), 'utf8');
    await writeFile(inFolder('tampered.json'), change(text));
    await writeFile(
      inFolder('tampered.json.keys.json'),
      await readFile(inFolder('registry.json.keys.json'), 'utf8'),
    );
    expect(change(text)).not.toBe(text);
    expect(await ready(await start(inFolder('tampered.json')))).toBe(503);
  });
});
