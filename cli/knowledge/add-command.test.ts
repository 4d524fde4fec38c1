import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '#cli/program.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { documentOf } from './document-file.ts';

let network: TestNetwork;
let token: string;
const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-knowledge-'));
beforeAll(async () => {
  // The largest document may take its time on a busy machine.
  network = await startTestNetwork({ gateway: { subgraphTimeoutMs: 30_000 } });
  token = await network.tokenOf('acme', 'project-lead');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await network[Symbol.asyncDispose]();
});

function file(name: string, content: string | Uint8Array): string {
  const full = path.join(folder, name);
  writeFileSync(full, content);
  return full;
}
async function run(...args: string[]) {
  const told = { out: '', err: '' };
  const terminal = {
    out: (text: string) => void (told.out += `${text}\n`),
    err: (text: string) => void (told.err += `${text}\n`),
  };
  const gateway = ['--gateway', `${network.gatewayUrl}/graphql`];
  return { status: await runCli(['knowledge', 'add', ...args, ...gateway], terminal), ...told };
}
const add = (...args: string[]) => run(...args, '--token', token);
const outcomes = (out: string) =>
  (JSON.parse(out) as { files: { outcome: string }[] }).files.map(({ outcome }) => outcome);

describe('knowledge add', () => {
  it('makes the source, adds files, and changes nothing when it is run again', async () => {
    const files = [
      file('moving.md', '# Moving house\n\nPack a zeppelin.\n'),
      file('list.txt', 'one zeppelin'),
    ];
    const missing = await add(...files, '--source', 'handbook');
    expect({ status: missing.status, out: missing.out }).toEqual({ status: 2, out: '' });
    expect(missing.err).toContain('--create');
    const first = await add(...files, '--source', 'handbook', '--create');
    expect(first).toMatchObject({ status: 0, err: '' });
    expect(first.out).toMatch(
      /^\S+moving\.md: added \(doc_acme_\w+\)\n\S+list\.txt: added \(doc_acme_\w+\)\n$/,
    );
    const again = await add(...files, '--source', 'handbook', '--create', '--json');
    expect([again.status, outcomes(again.out)]).toEqual([0, ['unchanged', 'unchanged']]);
    const { json } = await network.ask(
      token,
      '{ workspace { searchKnowledge(query: "zeppelin") { nodes { document { title name mediaType } } } } }',
    );
    expect(json.data).toEqual({
      workspace: {
        searchKnowledge: {
          nodes: expect.arrayContaining([
            { document: { title: 'Moving house', name: 'moving.md', mediaType: 'MARKDOWN' } },
            { document: { title: 'list.txt', name: 'list.txt', mediaType: 'PLAIN_TEXT' } },
          ]),
        },
      },
    });
  });

  it('replaces other texts of a name only when that is said', async () => {
    const changed = file('list.txt', 'two zeppelins');
    const kept = await add(changed, '--source', 'handbook', '--json');
    expect([kept.status, outcomes(kept.out)]).toEqual([1, ['refused']]);
    const replaced = await add(changed, '--source', 'handbook', '--replace', '--json');
    expect([replaced.status, outcomes(replaced.out)]).toEqual([0, ['replaced']]);
    const same = await add(changed, '--source', 'handbook', '--json');
    expect(outcomes(same.out)).toEqual(['unchanged']);
  });

  it('tells of each file that cannot be a document, and adds the others', async () => {
    const files = [
      file('latin1.txt', new Uint8Array([0x47, 0x72, 0xfc, 0xdf])),
      file('nul.txt', 'a\0b'),
      file('empty.txt', ''),
      file('large.txt', 'x'.repeat(5_242_881)),
      path.join(folder, 'missing.txt'),
      file('fine.txt', '\ufefffine'),
      file('fine.txt', '\ufefffine'),
    ];
    const { status, out } = await add(...files, '--source', 'handbook', '--json');
    expect(status).toBe(1);
    expect(outcomes(out)).toEqual([...Array<string>(5).fill('refused'), 'added', 'refused']);
  });

  it('uploads the largest document through the gateway, the lines of which JSON writes twice as long', async () => {
    const { status, out } = await add(
      file('lines.txt', 'x"\n'.repeat(1_747_626)),
      '--source',
      'handbook',
      '--json',
    );
    expect([status, outcomes(out)]).toEqual([0, ['added']]);
  }, 60_000);

  it('is the only way to send as much: nothing large is read of a stranger, here or past the gateway', async () => {
    const send = async (url: string, headers: Record<string, string>) => {
      const body = JSON.stringify({ query: '{ __typename }', variables: { large: 'x'.repeat(2_000_000) } });
      // What is refused before it is read may end as a closed connection.
      const reply = await fetch(`${url}/graphql`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      }).catch(() => ({ status: 413 }));
      return reply.status;
    };
    const authorization = `Bearer ${token}`;
    expect(await send(network.gatewayUrl, { authorization })).toBe(200);
    expect(await send(network.gatewayUrl, {})).toBe(413);
    expect(await send(network.gatewayUrl, { authorization: `${authorization.slice(0, -9)}AAAAAAAAA` })).toBe(
      413,
    );
    expect(await send(network.companyUrl('acme'), { authorization })).toBe(413);
  });

  it('could not run, with status 2 and nothing on standard output', async () => {
    const fine = file('fine.txt', 'fine');
    const stranger = await network.tokenOf('outsider', 'visitor');
    const runs = await Promise.all([
      add(fine),
      run(fine, '--source', 'handbook'),
      run(fine, '--source', 'handbook', '--as', 'acme', 'nobody'),
      run(fine, '--source', 'handbook', '--token', 'garbage'),
      run(fine, '--source', 'handbook', '--token', stranger),
      run(fine, '--source', 'mine', '--create', '--token', stranger),
      add(fine, '--source', 'kno_acme_01JQZX5T8E7W3N6K9M2P4R5S6T', '--create'),
    ]);
    for (const { status, out, err } of runs) {
      expect({ status, out }).toEqual({ status: 2, out: '' });
      expect(err).not.toBe('');
    }
  });
});

describe('the document of a file', () => {
  it.each([
    ['a.md', '# Title ##\ntext', 'Title', 'MARKDOWN'],
    ['a.MARKDOWN', 'no heading', 'a.MARKDOWN', 'MARKDOWN'],
    ['a.md', '#\n## Deeper', 'a.md', 'MARKDOWN'],
    ['a.txt', '# no heading', 'a.txt', 'PLAIN_TEXT'],
    ['a.md', `# ${'x'.repeat(300)}`, 'x'.repeat(200), 'MARKDOWN'],
  ])('%s with %j is called %j', (name, body, title, mediaType) => {
    expect(documentOf(name, body)).toEqual({ name, title, mediaType, body });
  });
});
