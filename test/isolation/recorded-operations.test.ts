import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '#cli/program.ts';
import { companySdl } from '#cli/scenario/realms.ts';
import { servedNetwork } from '#schema/wire/served-network.ts';
import { TEST_ENGINE } from '#test/testkit/gateway-settings.ts';
import { post, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

const SECRET = 'Zeppelin4711';

/** Promise: what a company's callers run is recorded for that company alone, and nothing that they sent is in the record. */
(TEST_ENGINE === 'apollo' ? describe.skip : describe)('recorded operations', () => {
  let network: TestNetwork;
  let folder: string;
  const inFolder = (name: string) => path.join(folder, name);
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'agent-network-recorded-'));
    network = await startTestNetwork({ gateway: { recordOperationsMs: 100 } });
    for (const company of ['acme', 'harbor'])
      await writeFile(inFolder(`${company}.jwk`), JSON.stringify(network.companyKey(company).privateJwk));
    const changed = companySdl('acme').replace(/extend type Thread \{[^{}]*acmeCase[^{}]*\}/, '');
    await writeFile(inFolder('acme.graphql'), changed);
  }, 120_000);
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const LEADS: Readonly<Record<string, string>> = { acme: 'project-lead', harbor: 'delivery-lead' };

  async function send(company: string, query: string, variables: object = {}) {
    const authorization = `Bearer ${await network.tokenOf(company, LEADS[company] ?? '')}`;
    return post(`${network.gatewayUrl}/graphql`, { query, variables }, { authorization });
  }

  async function run(...args: string[]) {
    const told: string[] = [];
    const terminal = {
      out: (text: string) => void told.push(text),
      err: (text: string) => void told.push(text),
    };
    const status = await runCli(args, terminal);
    return { status, text: told.join('\n') };
  }

  /** What the registry tells a company, as text and read. */
  async function networkOf(company: string) {
    const file = inFolder(`${company}.json`);
    const source = [
      '--company',
      company,
      '--key',
      inFolder(`${company}.jwk`),
      '--shared-url',
      network.sharedUrl,
    ];
    expect((await run('schema', 'fetch', ...source, '--network', file)).status).toBe(0);
    const text = await readFile(file, 'utf8');
    const { recorded = [] } = servedNetwork.parse(JSON.parse(text));
    return { text, file, recorded, operations: recorded.flatMap(({ operations }) => operations) };
  }

  async function untilTold(company: string, coordinate: string) {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      const told = await networkOf(company);
      if (told.operations.some(({ coordinates }) => coordinates.includes(coordinate))) return told;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${coordinate} is not recorded of ${company}`);
  }

  const CASES = `query ${SECRET}1($${SECRET}2: Int) {
    ${SECRET}3: acmeCases(first: $${SECRET}2) { nodes { id } } thread(id: "${SECRET}4") { id acmeCase { state } }
  }`;

  it('hold what was used, by operation, and nothing that was sent', async () => {
    for (const first of [1, 2, 3])
      expect((await send('acme', CASES, { [`${SECRET}2`]: first })).status).toBe(200);
    await untilTold('acme', 'Query.acmeCases');
    await send('acme', CASES);
    const { operations, text } = await untilTold('acme', 'Query.acmeCases.first');
    const [cases] = operations.filter(({ coordinates }) => coordinates.includes('Query.acmeCases'));
    expect(cases?.coordinates).toEqual(
      expect.arrayContaining(['Query.acmeCases.first', 'Query.thread.id', 'Thread.id']),
    );
    expect(text).not.toContain(SECRET);
    expect(network.logs.join('')).not.toContain(SECRET);
    const told = network.sent.filter(({ url }) => url.endsWith('/registry/recorded'));
    expect(told.length).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toContain(SECRET);
  });

  it('hold nothing of what was refused', async () => {
    await send('acme', `{ me { ${SECRET} } }`);
    await send('acme', '{ teams { nodes { name createdAt nowhere } } }');
    await send('acme', '{ me { kind } }');
    const { operations } = await untilTold('acme', 'Caller.kind');
    expect(JSON.stringify(operations)).not.toMatch(/Team\.createdAt|nowhere/);
  });

  it("are in no other company's answer of the registry, nor in its check, nor in any log", async () => {
    await send('harbor', '{ me { displayName } }');
    const { operations, recorded, file } = await untilTold('harbor', 'Caller.displayName');
    expect(recorded.map(({ company }) => company)).toEqual(['harbor']);
    expect(JSON.stringify(operations)).not.toMatch(/acme|Thread|Caller\.kind/i);
    await writeFile(inFolder('harbor.graphql'), companySdl('harbor'));
    const checked = await run(
      ...['schema', 'check', inFolder('harbor.graphql'), '--company', 'harbor', '--network', file, '--json'],
    );
    expect(checked.status).toBe(0);
    expect(checked.text).not.toMatch(/acme/i);
    expect(network.logs.join('')).not.toMatch(/acmeCases|Query\.acme/);
  });

  it("weigh a company's own change: what was used may not go", async () => {
    const { file } = await networkOf('acme');
    const checked = await run(
      ...['schema', 'check', inFolder('acme.graphql'), '--company', 'acme', '--network', file],
    );
    expect(checked.status).toBe(1);
    expect(checked.text).toMatch(/ERROR Thread\.acmeCase/);
    expect(checked.text).toMatch(/breaks acme\/recorded [0-9a-f]{8} \(\d+ times, last on /);
  });

  it('are no more once they are switched off, at once', async () => {
    const url = network.databases.get('shared')?.runtimeUrl ?? '';
    const off = ['--record-operations', 'off', '--database-url', url];
    expect((await run('company', 'set', 'acme', ...off)).status).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await send('acme', '{ me { subject } }');
    await send('harbor', '{ me { subject } }');
    await untilTold('harbor', 'Caller.subject');
    expect((await networkOf('acme')).recorded).toEqual([]);
  });
});
