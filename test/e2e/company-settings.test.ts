import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '#cli/program.ts';
import { post, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

let network: TestNetwork;
beforeAll(async () => {
  network = await startTestNetwork();
}, 120_000);
afterAll(async () => {
  await network[Symbol.asyncDispose]();
});

/** The operator's command, as it is typed. */
async function company(...args: string[]) {
  const told = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (told.out += `${text}\n`),
    err: (text: string) => void (told.err += `${text}\n`),
  };
  const url = network.databases.get('shared')?.runtimeUrl ?? '';
  return { status: await runCli(['company', ...args, '--database-url', url], terminal), ...told };
}

const LEADS: Readonly<Record<string, string>> = { acme: 'project-lead', harbor: 'delivery-lead' };

async function send(slug: string, query: string) {
  const authorization = `Bearer ${await network.tokenOf(slug, LEADS[slug] ?? '')}`;
  const { json } = await post(`${network.gatewayUrl}/graphql`, { query }, { authorization });
  return { code: json.errors?.[0]?.extensions?.['code'], message: json.errors?.[0]?.message };
}

/** The gateway goes on running; its poll is a minute away, so what it knows it was told. */
async function heard(query: string, expected: unknown): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if ((await send('acme', query)).code === expected) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`acme is answered ${JSON.stringify(await send('acme', query))}, not ${String(expected)}`);
}

const ME = '{ me { subject } }';
const SCHEMA = '{ __schema { queryType { name } } }';
const MISSPELT = '{ me { subjct } }';

describe('agent-network company set', () => {
  it('says which documents the callers may send', async () => {
    expect(await company('set', 'acme', '--document-policy', 'trusted-only')).toMatchObject({
      ...{ status: 0, err: '', out: expect.stringContaining('documents      trusted-only') },
    });
    await heard(ME, 'TRUSTED_DOCUMENTS_ONLY');
    expect((await send('harbor', ME)).code).toBeUndefined();
    await company('set', 'acme', '--document-policy', 'open');
    await heard(ME, undefined);
  });

  it('says whether they may ask for the schema', async () => {
    await company('set', 'acme', '--introspection', 'off');
    await heard(SCHEMA, 'INTROSPECTION_NOT_SERVED');
    expect((await send('harbor', SCHEMA)).code).toBeUndefined();
    await company('set', 'acme', '--introspection', 'on');
    await heard(SCHEMA, undefined);
  });

  it('says who is told what a name may have meant', async () => {
    expect((await send('acme', MISSPELT)).message).toContain('Did you mean');
    await company('set', 'acme', '--suggestions', 'nobody', '--limit', 'depth=1');
    await heard(ME, 'LIMIT_DEPTH');
    await company('set', 'acme', '--limit', 'depth=usual');
    await heard(ME, undefined);
    expect((await send('acme', MISSPELT)).message).not.toContain('Did you mean');
    expect((await send('harbor', MISSPELT)).message).toContain('Did you mean');
  });

  it('sets limits, one by one, and takes them back', async () => {
    expect((await company('set', 'acme', '--limit', 'depth=1', 'aliases=3')).status).toBe(0);
    await heard(ME, 'LIMIT_DEPTH');
    await company('set', 'acme', '--limit', 'depth=usual');
    await heard(ME, undefined);
    const { out } = await company('show', 'acme', '--json');
    expect(JSON.parse(out)).toMatchObject({
      ...{ slug: 'acme', limits: { aliases: 3 }, suggestions: 'NOBODY', documentPolicy: 'OPEN' },
    });
    expect((await company('show', 'acme')).out).toContain('limits         aliases=3');
  });

  it.each([
    [['acme', '--limit', 'aliases=5', 'heigth=1'], 2, 'There is no limit "heigth"'],
    [['acme', '--limit', 'aliases=-5'], 2, 'is no limit: give aliases=1'],
    [['acme', '--introspection', 'perhaps'], 2, 'Allowed choices are on, off'],
    [['acme'], 2, 'Say what to set'],
    [['nobody', '--limit', 'aliases=5'], 1, 'no company "nobody"'],
  ])('refuses %p, and changes nothing', async (args, status, said) => {
    const before = (await company('show', 'acme', '--json')).out;
    expect(await company('set', ...args)).toMatchObject({ status, err: expect.stringContaining(said) });
    expect((await company('show', 'acme', '--json')).out).toBe(before);
  });
});
