import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { runCli } from '#cli/program.ts';
import { openRows } from '#subgraphs/shared/testing/owned-rows.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

let network: TestNetwork;
let token: string;
const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-export-'));
const file = path.join(folder, 'export.jsonl');
beforeAll(async () => {
  network = await startTestNetwork();
  token = await network.tokenOf('acme', 'project-lead');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await network[Symbol.asyncDispose]();
});

async function run(...args: string[]) {
  const told = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (told.out += `${text}\n`),
    err: (text: string) => void (told.err += `${text}\n`),
  };
  return { status: await runCli(args, terminal), ...told };
}
const asked = (...args: string[]) =>
  run(...args, '--gateway', `${network.gatewayUrl}/graphql`, '--token', token);

async function postAndEdit(body: string, edited: string) {
  const input = { threadId: ROLLOUT.thread, body, idempotencyKey: body };
  const { json } = await network.ask(
    token,
    'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } } }',
    { input },
  );
  const { postMessage } = json.data as { postMessage: { message: { id: string } } };
  const { id } = postMessage.message;
  const edit = `mutation { editMessage(input: { messageId: "${id}", body: "${edited}" }) { userErrors { code } } }`;
  expect((await network.ask(token, edit)).json).toEqual({ data: { editMessage: { userErrors: [] } } });
  return id;
}

/** Alters an event behind everyone's back, as only the database's owner can. */
async function whileForged(sequence: number, check: () => Promise<void>) {
  const db = openRows(network.databases.get('shared')?.ownerUrl ?? '');
  const where = { teamId_sequence: { teamId: ROLLOUT.team, sequence } };
  const kept = await db.teamEvent.findUniqueOrThrow({ where });
  await db.teamEvent.update({ where, data: { companySlug: 'nimbus' } });
  try {
    await check();
  } finally {
    await db.teamEvent.update({ where, data: { companySlug: kept.companySlug } });
    await db.$disconnect();
  }
}

describe('verify', () => {
  it('recomputes the log that the caller reads, by slug and by id', async () => {
    for (const team of ['acme-rollout', ROLLOUT.team]) {
      const { status, out, err } = await asked('verify', team);
      expect({ status, err }).toEqual({ status: 0, err: '' });
      expect(out).toMatch(/^Acme rollout \(tem_\w+\): valid\. Events checked: \d+ \(1-\d+\)\.\n$/);
    }
    const { out } = await asked('verify', 'acme-rollout', '--json');
    expect(JSON.parse(out)).toMatchObject({ valid: true, firstBroken: null, problems: [] });
  });

  it('names the first broken event, with status 1', async () => {
    await whileForged(4, async () => {
      const { status, out } = await asked('verify', 'acme-rollout', '--json');
      expect(status).toBe(1);
      expect(JSON.parse(out)).toMatchObject({ valid: false, checked: 3, firstBroken: 4 });
      expect((await asked('verify', 'acme-rollout')).out).toContain('event 4 is missing or altered');
    });
  });

  it('could not run, with status 2 and nothing on standard output', async () => {
    const gateway = ['--gateway', `${network.gatewayUrl}/graphql`];
    const stranger = await network.tokenOf('outsider', 'visitor');
    const runs = await Promise.all([
      run('verify'),
      run('verify', 'acme-rollout', ...gateway),
      run('verify', 'acme-rollout', ...gateway, '--as', 'acme'),
      run('verify', 'acme-rollout', ...gateway, '--as', 'acme', 'nobody'),
      run('verify', 'acme-rollout', ...gateway, '--token', 'garbage'),
      run('verify', ROLLOUT.team, ...gateway, '--token', stranger),
      run('verify', 'acme-rollout', '--gateway', 'http://127.0.0.1:1/graphql', '--token', token),
      run('verify', 'acme-rollout', '--gateway', 'no address', '--token', token),
      run('verify', 'acme-rollout', '--file', file),
      run('verify', '--file', path.join(folder, 'missing')),
      run('export', 'acme-rollout', '--format', 'csv'),
      asked('verify', 'no-such-team'),
    ]);
    for (const { status, out, err } of runs) {
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).not.toBe('');
    }
  });
});

describe('export', () => {
  it('writes what can be checked offline, revisions and tombstones included', async () => {
    await postAndEdit('export me', 'exported');
    const gone = await postAndEdit('take me back', 'really');
    await network.ask(
      token,
      `mutation { redactMessage(input: { messageId: "${gone}" }) { userErrors { code } } }`,
    );
    expect(await asked('export', 'acme-rollout', '--out', file)).toMatchObject({ status: 0, err: '' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    for (const body of ['export me', 'exported', '"type":"tombstone"']) expect(text).toContain(body);
    for (const body of ['take me back', 'really']) expect(text).not.toContain(body);
    const { status, out } = await run('verify', '--file', file, '--json');
    expect(status).toBe(0);
    // Five messages of the reference talk, one posted, one edited.
    expect(JSON.parse(out)).toMatchObject({ valid: true, texts: 7 });
  });

  it('writes to standard output the same, and never over a file', async () => {
    const printed = (await asked('export', 'acme-rollout')).out;
    const apart = (text: string) => text.split('\n').slice(1);
    expect(apart(printed)).toEqual(apart(readFileSync(file, 'utf8')));
    expect(await asked('export', 'acme-rollout', '--out', file)).toMatchObject({ status: 2 });
  });

  it('is found broken, with status 1, once a word of it is another', async () => {
    const forged = path.join(folder, 'forged.jsonl');
    writeFileSync(forged, readFileSync(file, 'utf8').replace('"exported"', '"exploded"'));
    const { status, out } = await run('verify', '--file', forged);
    expect(status).toBe(1);
    expect(out).toMatch(/BROKEN\n {2}the text of event \d+ is altered/);
  });
});
