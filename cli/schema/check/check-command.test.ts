import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import type { ExitStatus } from '../../exit.ts';
import { runSchemaCheck, type CheckRequest } from './check-command.ts';
import { reportGithub } from './report-github.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'schema-check-'));
  await mkdir(path.join(folder, 'sdl'));
  await writeFile(path.join(folder, 'sdl', 'contract.graphql'), contractSdl());
  await writeFile(path.join(folder, 'sdl', 'realm.graphql'), 'extend type Query {\n  acmeCases: [Int]\n}\n');
  await writeFile(
    path.join(folder, 'thief.graphql'),
    `${contractSdl()}\nextend type Query {\n  teams: Int\n}\n`,
  );
  const served = {
    contractSdl: contractSdl(),
    sharedSdl: sharedSdl(),
    companies: [
      { company: 'acme', sdl: `${contractSdl()} extend type Query { acmeCases: [Int] acmeOld: Int }` },
    ],
    documents: [{ company: 'acme', name: 'Old', text: 'query Old { acmeOld }' }],
  };
  await writeFile(path.join(folder, 'network.json'), JSON.stringify(served));
});
afterAll(() => rm(folder, { recursive: true }));

async function check(request: Partial<CheckRequest>, answer: unknown = {}) {
  const out: string[] = [];
  const terminal = { out: (text: string) => void out.push(text), err: (text: string) => void out.push(text) };
  const fetch = () => Promise.resolve(new Response(JSON.stringify(answer)));
  const tools = { fetch, now: () => new Date('2026-11-22T00:00:00Z'), color: false, dataDir: '/nowhere' };
  const sources = request.sources ?? [path.join(folder, 'sdl')];
  const status: ExitStatus = await runSchemaCheck({ company: 'acme', ...request, sources }, terminal, tools);
  return { status, text: out.join('\n') };
}

describe('schema check', () => {
  it('passes a harmless schema out of a folder of files', async () => {
    const { status, text } = await check({});
    expect(status).toBe(0);
    expect(text).toContain('published to other companies: Agent.id, Agent.name');
    expect(text).toContain('WARNING Query.acmeCases: has no description');
    expect(text).toContain(`${path.join(folder, 'sdl', 'realm.graphql')}:2  acmeCases: [Int]`);
  });

  it('refuses a hostile one with the line to blame', async () => {
    const { status, text } = await check({ sources: [path.join(folder, 'thief.graphql')] });
    expect(status).toBe(1);
    expect(text).toMatch(/ERROR Query\.teams: .*\[root-fields\]\n.*thief\.graphql:\d+ {2}teams: Int/);
    expect(text).toContain('the schema of acme: REFUSED');
  });

  it('weighs a removal by the documents of the network given', async () => {
    const { status, text } = await check({ network: path.join(folder, 'network.json') });
    expect(status).toBe(1);
    expect(text).toContain('ERROR Query.acmeOld');
    expect(text).toContain('breaks acme/Old');
  });

  it('reads the SDL of a running subgraph', async () => {
    const sources = ['http://subgraph.example/graphql'];
    const { status } = await check({ sources }, { data: { _service: { sdl: contractSdl() } } });
    expect(status).toBe(0);
    await expect(check({ sources }, { data: { _service: { sdl: null } } })).rejects.toMatchObject({
      exitStatus: 2,
    });
  });

  it('checks the shared schema against the network', async () => {
    const shared = path.join(folder, 'shared.graphql');
    await writeFile(shared, sharedSdl());
    const request = { sources: [shared], shared: true, network: path.join(folder, 'network.json') };
    const { company, ...rest } = { company: 'acme', ...request };
    expect(company).toBe('acme');
    const out: string[] = [];
    const terminal = { out: (text: string) => void out.push(text), err: () => undefined };
    const status = await runSchemaCheck(rest, terminal, {
      fetch,
      now: () => new Date(),
      color: true,
      dataDir: '/nowhere',
    });
    expect([status, out.join('\n')]).toEqual([0, expect.stringContaining('2 views composed')]);
  });

  it('says what it cannot work with, and ends with 2', async () => {
    for (const request of [
      { sources: [] },
      { sources: [path.join(folder, 'nowhere')] },
      { company: 'No Slug' },
      { shared: true },
      { network: path.join(folder, 'thief.graphql') },
      { header: ['nonsense'] },
    ])
      await expect(check(request)).rejects.toMatchObject({ exitStatus: 2 });
  });
});

describe('reports', () => {
  it('are JSON and SARIF for programs', async () => {
    const sources = [path.join(folder, 'thief.graphql')];
    const json = JSON.parse((await check({ sources, format: 'json' })).text) as {
      passed: boolean;
      findings: unknown[];
    };
    expect(json.passed).toBe(false);
    expect(json.findings).toContainEqual(
      expect.objectContaining({ coordinate: 'Query.teams', severity: 'error' }),
    );
    const sarif = JSON.parse((await check({ sources, format: 'sarif' })).text) as {
      runs: { results: unknown[] }[];
    };
    expect(sarif.runs[0]?.results).toContainEqual(
      expect.objectContaining({ ruleId: 'contract/root-fields', level: 'error' }),
    );
  });

  it('are annotations for GitHub, which no text of the SDL can break out of', async () => {
    const { text } = await check({ sources: [path.join(folder, 'thief.graphql')], format: 'github' });
    expect(text).toMatch(
      /^::error file=.*thief\.graphql,line=\d+,col=3,title=contract%3A root-fields::Query\.teams/m,
    );
    const finding = { kind: 'lint', severity: 'error', rule: 'r', coordinate: 'A', at: null } as const;
    const hostile = { ...finding, message: 'x\n::set-output name=a::b%0A' };
    const written = reportGithub({ what: '', passed: false, views: 0, exposures: [], findings: [hostile] });
    expect(written).toBe('::error title=lint%3A r::A: x%0A::set-output name=a::b%250A');
  });
});
