import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PACKAGE_ROOT } from '#cli/config.ts';
import { runCli } from '#cli/program.ts';
import { composeView } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { publicKeyOf } from '#subgraphs/shared/registry/company-key-rules.ts';
import { keyOf } from '#subgraphs/shared/testing/company-word.ts';
import { startRunningShared, type RunningShared } from '#subgraphs/shared/testing/running-shared.ts';
import { makeKey } from '#subgraphs/shared/testing/test-credentials.ts';
import { ACME, COMPANIES } from '#subgraphs/shared/testing/test-shared.ts';
import { registerCompanies } from '#subgraphs/shared/seed.ts';

const SERVED = `${contractSdl()}\nextend type Query { "All." acmeCases: [Int] "Old." acmeOld: Int }\n`;
const operator = await makeKey('operator-1');
let shared: RunningShared;
let repository: string;

/** A company's repository, with the script copied as the guide says and the tool among its dependencies. */
beforeAll(async () => {
  shared = await startRunningShared({ operatorKeys: [publicKeyOf(operator)] });
  await registerCompanies(shared.database, [{ ...ACME, sdl: SERVED }, ...COMPANIES.slice(1)]);
  repository = await mkdtemp(path.join(tmpdir(), 'agent-network-ci-'));
  await mkdir(path.join(repository, 'node_modules', '.bin'), { recursive: true });
  await mkdir(path.join(repository, 'schema'));
  await mkdir(path.join(repository, 'ci'));
  await mkdir(path.join(repository, 'scratch'));
  await writeFile(path.join(repository, 'package.json'), '{ "name": "acme-graph", "private": true }');
  await symlink(
    path.join(PACKAGE_ROOT, 'cli', 'bin.mjs'),
    path.join(repository, 'node_modules', '.bin', 'agent-network'),
  );
  await copyFile(
    path.join(PACKAGE_ROOT, 'docs', 'ci', 'check-schema.sh'),
    path.join(repository, 'ci', 'check-schema.sh'),
  );
}, 120_000);
afterAll(async () => {
  await shared.stop();
  await rm(repository, { recursive: true });
});

/** Runs the script over a schema, as a CI does. */
async function check(sdl: string, env: Readonly<Record<string, string>> = {}) {
  await writeFile(path.join(repository, 'schema', 'all.graphql'), sdl);
  const settings = {
    ...{ COMPANY: 'acme', SHARED_URL: shared.url, COMPANY_KEY: JSON.stringify(keyOf('acme')) },
    ...{
      PATH: process.env['PATH'] ?? '',
      HOME: repository,
      TMPDIR: path.join(repository, 'scratch'),
      ...env,
    },
  };
  const run = promisify(execFile)('sh', ['ci/check-schema.sh'], { cwd: repository, env: settings });
  const ended = await run.then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    (error: unknown) => {
      const { code: status, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { status, stdout, stderr };
    },
  );
  // Neither the key nor what was fetched with it stays behind.
  const left = await readdir(path.join(repository, 'scratch'));
  expect(left.filter((name) => !name.startsWith('tsx-'))).toEqual([]);
  return ended;
}

const secretOf = () => String(keyOf('acme').d);
const withoutOld = SERVED.replace('"Old." acmeOld: Int', '');

describe('docs/ci/check-schema.sh, against a registry that runs', () => {
  it('ends with 0 for what may ship', async () => {
    const { status, stdout } = await check(`${SERVED}extend type Query { "New." acmeNew: Int }\n`);
    expect([status, stdout]).toEqual([0, expect.stringContaining('the schema of acme: passed')]);
  }, 60_000);

  it('ends with 1 for what may not, with annotations at its lines for GitHub', async () => {
    const { status, stdout, stderr } = await check(`${withoutOld}extend type Query {\n  teams: Int\n}\n`, {
      FORMAT: 'github',
    });
    expect(status).toBe(1);
    const line = withoutOld.split('\n').length + 1;
    expect(stdout).toMatch(
      new RegExp(
        `^::error file=schema/all\\.graphql,line=${line},col=3,title=contract%3A root-fields::Query\\.teams`,
        'm',
      ),
    );
    expect(`${stdout}${stderr}`).not.toContain(secretOf());
  }, 60_000);

  it('takes folders and accepted exposures', async () => {
    const open = SERVED.replace('"All." acmeCases: [Int]', '"All." acmeCases: [Int] "A." acmeRate: AcmeRate');
    const rate = '"A rate." type AcmeRate @key(fields: "id") { "I." id: ID! @tag(name: "shared") }\n';
    const sdl = `${open}${rate}`;
    expect((await check(sdl)).stdout).toContain('newly-visible');
    const { status, stdout } = await check(sdl, {
      ACCEPT_EXPOSURE: 'AcmeRate.id Agent.name',
      SCHEMA: 'schema/all.graphql',
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining('passed')]);
  }, 60_000);

  it.each([
    ['without a setting', { COMPANY: '' }],
    ["with another company's key", { COMPANY_KEY: JSON.stringify(keyOf('harbor')) }],
    ['with no key at all', { COMPANY_KEY: 'no key' }],
    ['without the registry', { SHARED_URL: 'http://127.0.0.1:1' }],
    ['without its files', { SCHEMA: 'nowhere' }],
  ])(
    'ends with 2 %s',
    async (_, env) => {
      const { status, stdout, stderr } = await check(SERVED, env);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).not.toBe('');
      expect(stderr).not.toContain(secretOf());
    },
    60_000,
  );

  it('is what the workflow runs, with the settings that it gives', async () => {
    const workflow = await readFile(path.join(PACKAGE_ROOT, 'docs', 'ci', 'schema-check.yml'), 'utf8');
    const script = await readFile(path.join(PACKAGE_ROOT, 'docs', 'ci', 'check-schema.sh'), 'utf8');
    const [, env = ''] = workflow.split(/run: sh ci\/check-schema\.sh\s+env:\n/);
    const given = [...env.matchAll(/^\s+([A-Z_]+): /gm)].map(([, name]) => name);
    expect(given).toEqual(['COMPANY', 'SHARED_URL', 'COMPANY_KEY', 'SCHEMA', 'FORMAT']);
    for (const name of given) expect(script).toContain(`#   ${name ?? ''}`);
    expect(workflow).toContain('node-version: 24');
  });
});

describe('the registry as a network', () => {
  async function run(...args: string[]) {
    const told = { out: '', err: '' };
    const terminal = {
      out: (text: string) => void (told.out += `${text}\n`),
      err: (text: string) => void (told.err += `${text}\n`),
    };
    return { status: await runCli(args, terminal), ...told };
  }
  const key = async (name: string, jwk: object) => {
    const file = path.join(repository, `${name}.jwk`);
    await writeFile(file, JSON.stringify(jwk));
    return ['--network', shared.url, '--key', file];
  };

  it('gives a company its view as it is served, and no other company', async () => {
    const own = await key('acme', keyOf('acme'));
    const { status, out } = await run('schema', 'compose', '--company', 'acme', ...own);
    expect([status, out.trim()]).toEqual([0, composeView(sharedSdl(), SERVED).trim()]);
    expect(await run('schema', 'compose', '--company', 'harbor', ...own)).toMatchObject({
      status: 2,
      out: '',
    });
  });

  it('gives the operator the view of whomever it names', async () => {
    const source = await key('operator', operator);
    const asOperator = await run('schema', 'compose', '--company', 'acme', '--operator', ...source);
    expect([asOperator.status, asOperator.out.trim()]).toEqual([0, composeView(sharedSdl(), SERVED).trim()]);
    expect((await run('schema', 'compose', '--company', 'acme', ...source)).status).toBe(2);
  });

  it('is what a check is weighed against', async () => {
    const own = await key('acme', keyOf('acme'));
    const file = path.join(repository, 'without-old.graphql');
    await writeFile(file, withoutOld);
    const { status, out } = await run('schema', 'check', file, '--company', 'acme', ...own);
    expect([status, out]).toEqual([1, expect.stringContaining('ERROR Query.acmeOld')]);
  });
});
