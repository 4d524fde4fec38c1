import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { runCompanyAdd, type AddTools } from '#cli/company/add-command.ts';
import { companyRemove, companySuspend } from '#cli/company/company-commands.ts';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { contractSdl } from '#schema/sdl.ts';
import { companyAudience, GATEWAY_AUDIENCE } from '#schema/wire/credentials.ts';
import { readSettings } from '#subgraphs/company/config.ts';
import { startCompanySubgraph, type CompanySubgraph } from '#subgraphs/company/company-subgraph.ts';
import { openDatabase, type Database } from '#subgraphs/shared/database.ts';
import { codeOf, createFollowers, type Followers } from '#test/testkit/followers.ts';
import { startTestNetwork, type Reply, type TestNetwork } from '#test/testkit/network.ts';
import { createTestKey, type TestKey } from '#test/testkit/network-keys.ts';
import { createTestDatabase, type TestDatabase } from '#test/testkit/postgres.ts';
import { SOON_MS } from '#test/testkit/soon.ts';

/** How a company comes into a network that runs, is put out of it for a while, and for good: nothing is started again. */
let network: TestNetwork;
let database: Database;
let followers: Followers;
let issuerKey: TestKey;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'company-life-'));
  issuerKey = await createTestKey('globex');
  network = await startTestNetwork({ keys: [issuerKey] });
  followers = await createFollowers(network);
  database = openDatabase(network.databases.get('shared')?.runtimeUrl ?? '');
}, 120_000);
afterAll(async () => {
  followers.close();
  await database.$disconnect();
  await network[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const codesOf = ({ json }: Reply) => json.errors?.map(({ extensions }) => extensions?.['code']);

/** Asks until the answer is of that status; gateways hear of a change at once, not in the same moment. */
async function askUntil(status: number, token: string, query: string): Promise<Reply> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const reply = await network.ask(token, query);
    if (reply.status === status) return reply;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the gateway does not answer ${status}`);
}

describe('a company that is added', () => {
  const ISSUER = 'https://id.globex.example';
  const said: string[] = [];
  const shown: string[] = [];
  let own: TestDatabase;
  let program: CompanySubgraph;
  afterAll(async () => {
    await program.stop();
    await own.drop();
  });

  /** Globex's issuer, as an operator's machine finds it. */
  const issuer: AddTools['fetch'] = (input) => {
    const url = input instanceof Request ? input.url : input.toString();
    const documents: Record<string, unknown> = {
      [`${ISSUER}/.well-known/openid-configuration`]: { issuer: ISSUER, jwks_uri: issuerKey.jwksUri },
      [issuerKey.jwksUri]: issuerKey.signer.jwks,
    };
    return Promise.resolve(Response.json(documents[url] ?? null, { status: url in documents ? 200 : 404 }));
  };

  async function tokenOf(sub: string): Promise<string> {
    const iat = Math.floor(Date.now() / 1000);
    const aud = [GATEWAY_AUDIENCE, companyAudience('globex')];
    return issuerKey.signer.sign({
      iss: ISSUER,
      aud,
      sub,
      kind: 'person',
      name: 'Lead',
      iat,
      exp: iat + 600,
    });
  }

  it('gets a key, and is registered under its issuer and address once its schema is checked', async () => {
    await writeFile(path.join(folder, 'globex.graphql'), contractSdl());
    const port = await freePort();
    const status = await runCompanyAdd(
      database,
      {
        ...{ slug: 'globex', name: 'Globex', issuer: ISSUER, allowPrivate: true, json: false },
        subgraphUrl: `http://127.0.0.1:${port}/graphql`,
        sdl: [path.join(folder, 'globex.graphql')],
      },
      { out: (text) => void shown.push(text), err: (text) => void said.push(text) },
      {
        ...{ fetch: issuer, resolve: () => Promise.reject(new Error('no names here')), prompt: null },
        ...{ now: () => new Date(), dataDir: folder },
      },
    );
    expect(status).toBe(0);
    expect(said.map((line) => line.slice(0, 3))).toEqual(['1. ', '2. ', '3. ', '4. ', '5. ']);
    program = await startPrinted(port);
  }, 60_000);

  /** Starts the company's program by the settings that were printed, with what only the company knows filled in. */
  async function startPrinted(port: number): Promise<CompanySubgraph> {
    own = await createTestDatabase({ migrations: 'prisma/company/migrations' });
    const printed = shown.join('\n').replaceAll('<the shared layer>', network.sharedUrl);
    const lines = printed.split('\n').filter((line) => /^[A-Z_]+=/.test(line));
    const settings = readSettings({
      ...Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string])),
      ...{ PORT: String(port), LOG_LEVEL: 'silent', DATABASE_URL: own.runtimeUrl },
      ...{ MIGRATION_DATABASE_URL: own.ownerUrl },
      ...{ GATEWAY_JWKS_URL: `${network.gatewayUrl}/.well-known/jwks.json` },
    });
    const keys: typeof fetch = (input, init) =>
      String(input instanceof Request ? input.url : input) === issuerKey.jwksUri
        ? issuer(input)
        : fetch(input, init);
    return startCompanySubgraph(settings, {
      ...{ clock: Date.now, fetch: keys, logger: pino({ level: 'silent' }) },
    });
  }

  it('is served its first query by the gateway that ran before, and sees nothing of others', async () => {
    const query =
      '{ me { subject company { slug } } workspace { company { slug } agents { name } } teams { nodes { name } } }';
    const reply = await askUntil(200, await tokenOf('globex-lead'), query);
    expect(reply.json).toEqual({
      data: {
        me: { subject: 'globex-lead', company: { slug: 'globex' } },
        workspace: { company: { slug: 'globex' }, agents: [] },
        teams: { nodes: [] },
      },
    });
  }, 30_000);
});

describe('a company that is suspended', () => {
  const telling = { terminal: { out: () => undefined, err: () => undefined }, json: true };
  const suspend = (suspended: boolean) => companySuspend(database, { slug: 'harbor', suspended }, telling);
  const acme = () => network.tokenOf('acme', 'project-lead');
  const harbor = () => network.tokenOf('harbor', 'delivery-lead');
  const door = async () => {
    const { json } = await network.ask(await acme(), REFERENCE_QUERY);
    const said = JSON.stringify(json.data);
    return {
      name: said.includes('"name":"Delivery Agent"'),
      codes: json.errors?.map(({ extensions }) => extensions),
    };
  };
  const card = async (id: string) => {
    const query = `{ node(id: "${id}") { id ... on Agent { name purpose } } }`;
    return JSON.stringify((await network.ask(await acme(), query)).json).replaceAll(id, '<id>');
  };
  let agent = '';
  /** Its program counts as one that cannot be reached, whatever it is asked for: what was there and what never was. */
  const expectGone = async () => {
    const shown = await card(agent);
    expect(shown).toContain('"data":{"node":null}');
    expect(shown).toBe(await card(`${agent.slice(0, -5)}00000`));
  };
  let well: Awaited<ReturnType<typeof door>>;

  it('was seen by others as far as it showed itself', async () => {
    well = await door();
    expect(well).toEqual({ name: true, codes: undefined });
    const own = await network.ask(await harbor(), '{ workspace { agents { id name } } }');
    agent = /"id":"(agt_harbor_[0-9A-Z]{26})","name":"Delivery Agent"/.exec(own.text)?.[1] ?? '';
    expect(await card(agent)).toContain('Delivery Agent');
  });

  it('has no caller, no stream, and shows what one does that cannot be reached; others go on', async () => {
    const stream = await followers.follow('harbor');
    const since = Date.now();
    await suspend(true);
    const events = await stream.rest();
    expect(Date.now() - since).toBeLessThan(SOON_MS);
    const [said, last] = events.map((event) => codeOf(event) ?? event.event);
    // Whoever hears first: the gateway, or the shared layer, which refuses a passport by itself.
    expect(['ACCESS_ENDED', 'SUBGRAPH_UNAVAILABLE']).toContain(said);
    expect([events.length, last]).toEqual([2, 'complete']);
    const refused = await askUntil(401, await harbor(), '{ me { subject } workspace { agents { name } } }');
    expect([refused.json.data ?? null, codesOf(refused)]).toEqual([null, ['UNAUTHENTICATED']]);
    expect((await door()).name).toBe(false);
    await expectGone();
    expect(
      (await network.ask(await acme(), '{ workspace { agents { name } } }')).json.errors,
    ).toBeUndefined();
  }, 30_000);

  it('is as it was once it takes part again', async () => {
    await suspend(false);
    const back = await askUntil(200, await harbor(), '{ workspace { agents { name } } }');
    expect(back.text).toContain('Delivery Agent');
    expect(await door()).toEqual(well);
  }, 30_000);

  it('is gone for good once it is removed, and what it said stays with those who heard it', async () => {
    await companyRemove(database, { slug: 'harbor', yes: true, clock: Date.now }, telling);
    expect(codesOf(await askUntil(401, await harbor(), '{ me { subject } }'))).toEqual(['UNAUTHENTICATED']);
    await expect(suspend(false)).rejects.toThrow('for good');
    await expectGone();
    const { text } = await network.ask(await acme(), REFERENCE_QUERY);
    expect(text).toContain('one unresolved webhook retry issue');
  }, 30_000);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
