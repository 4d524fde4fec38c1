import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { runSchemaCheck } from '#cli/schema/check/check-command.ts';
import { createComposePool, type ComposePool } from '#cli/schema/check/compose-pool.ts';
import { SDL_LIMITS } from '#schema/checks/limits-rule.ts';
import { contractSdl } from '#schema/sdl.ts';
import { publishReply } from '#schema/wire/schema-registry.ts';
import { registerCompanies } from '#subgraphs/shared/seed.ts';
import { startRunningShared, type RunningShared } from '#subgraphs/shared/testing/running-shared.ts';
import { publication, SCHEMA_PATHS, sendSchemaWord } from '#subgraphs/shared/testing/schema-word.ts';
import { makeKey } from '#subgraphs/shared/testing/test-credentials.ts';
import { startFedGateway, type FedGateway } from '../testkit/fed-gateway.ts';
import { readCorpus, type CorpusFile } from '../testkit/schema-corpus.ts';

// Each is composed up to three times.
jest.setTimeout(90_000);

const hostile = readCorpus('hostile');
const harmless = readCorpus('harmless');

let folder: string;
let pool: ComposePool;
let shared: RunningShared;
let gateway: FedGateway;
const keys = new Map<string, Awaited<ReturnType<typeof makeKey>>>();
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'schema-corpus-'));
  pool = createComposePool(1);
  shared = await startRunningShared();
  for (const slug of new Set([...hostile, ...harmless].map(({ company }) => company)))
    keys.set(slug, await makeKey(`${slug}-corpus`));
  await registerCompanies(
    shared.database,
    [...keys].map(([slug, key]) => ({
      ...{ slug, name: slug, keys: [key], sdl: contractSdl(), subgraphUrl: null },
      ...{ issuer: `https://corpus.example/${slug}`, jwksUri: `https://corpus.example/${slug}/jwks` },
    })),
  );
  gateway = await startFedGateway([...keys.keys(), 'neighbour']);
});
afterAll(async () => {
  await Promise.all([pool.close(), gateway[Symbol.asyncDispose](), shared.stop(), rm(folder, { recursive: true })]);
});

/** The exit status of `schema check --company … <files>`, and the rules whose breach it reports. */
async function byCommand({ company, contract, path: file }: CorpusFile) {
  const contractFile = path.join(folder, 'contract.graphql');
  if (contract !== null) await writeFile(contractFile, contract);
  const out: string[] = [];
  const terminal = { out: (text: string) => void out.push(text), err: () => undefined };
  const openPool = () => ({ compose: pool.compose, close: () => Promise.resolve() });
  const status = await runSchemaCheck(
    { company, sources: [...(contract === null ? [] : [contractFile]), file], format: 'json' },
    terminal,
    { fetch, now: () => new Date('2026-11-22T00:00:00Z'), color: false, dataDir: '/nowhere', openPool },
  );
  return { status, rules: rulesOf(JSON.parse(out.join('')) as { findings: readonly ToldFinding[] }) };
}

interface ToldFinding {
  readonly severity: string;
  readonly rule: string;
}

function rulesOf(report: { readonly findings: readonly ToldFinding[] } | null | undefined): string[] {
  return (report?.findings ?? []).filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
}

async function post(company: string, address: 'publish' | 'rollback', body: object) {
  const who = { company, key: keys.get(company) ?? {} };
  const { status, json } = await sendSchemaWord(shared.url, SCHEMA_PATHS[address], who, body);
  return { status, reply: publishReply.safeParse(json).data };
}

/** Whether the registry took it, and the rules whose breach it reports. What it took is taken back. */
async function byRegistry({ company, sdl }: CorpusFile) {
  const { status, reply } = await post(company, 'publish', publication(sdl));
  const version = reply?.version;
  if (version?.accepted)
    await post(company, 'rollback', { requestId: publication('').requestId, version: version.previous });
  return { status, accepted: version?.accepted, served: reply?.served, rules: rulesOf(version?.report) };
}

/** What a gateway makes of it that is told by its registry to serve it, and a neighbour with the contract. */
async function byGateway({ company, sdl }: CorpusFile) {
  await gateway.serve({ [company]: sdl, neighbour: contractSdl() });
  const reply = await gateway.ask(company);
  return { ...reply, neighbour: (await gateway.ask('neighbour')).status };
}

/** A gateway's log names the rule; of what does not compose, that it does not. */
function said(rule: string): string {
  return rule === 'composes' ? 'does not compose' : `[${rule}]`;
}

describe('the corpus', () => {
  it('is as large as it has to be', () => {
    expect(hostile.length).toBeGreaterThanOrEqual(40);
    expect(harmless.length).toBeGreaterThanOrEqual(10);
  });
});

describe.each(hostile.map((file) => [file.name, file] as const))('hostile: %s', (_, file) => {
  const rule = file.rule ?? '';

  it('is refused by the command', async () => {
    expect(await byCommand(file)).toEqual({ status: 1, rules: expect.arrayContaining([rule]) });
  });

  it('is refused by the registry, which goes on serving what it served', async () => {
    const refused = { status: 200, accepted: false, rules: expect.arrayContaining([rule]) };
    expect(await byRegistry(file)).toMatchObject({ ...refused, served: expect.any(Number) });
    const { schemaHash } = await shared.rows.company.findUniqueOrThrow({ where: { slug: file.company } });
    const { sdl } = await shared.rows.companySchema.findUniqueOrThrow({ where: { hash: schemaHash } });
    expect(sdl).toBe(contractSdl());
  });

  it('has no view at a gateway that was handed it, and its neighbour has', async () => {
    const { status, text, log, neighbour } = await byGateway(file);
    expect([status, neighbour]).toEqual([503, 200]);
    expect(text).toContain('VIEW_UNAVAILABLE');
    expect(log).toContain(said(rule));
  });
});

describe.each(harmless.map((file) => [file.name, file] as const))('harmless: %s', (_, file) => {
  it('passes the command', async () => {
    expect(await byCommand(file)).toEqual({ status: 0, rules: [] });
  });

  it('is served by the registry', async () => {
    expect(await byRegistry(file)).toMatchObject({ status: 200, accepted: true, rules: [] });
  });

  it('is served by a gateway', async () => {
    expect(await byGateway(file)).toMatchObject({ status: 200, neighbour: 200 });
  });
});

const bombs: readonly (readonly [name: string, sdl: () => string, rules: readonly string[]])[] = [
  ['ten megabytes of SDL', () => `${contractSdl()}\n#${'x'.repeat(10_000_000)}`, ['bytes']],
  ['tokens without end', () => '{ '.repeat(SDL_LIMITS.tokens + 1), ['readable']],
  ['brackets without end', () => `type A { a: ${'['.repeat(50_000)}`, ['readable']],
  ['a thousand and one types', () => `${contractSdl()}\n${many(1001, 'scalar AcmeS')}`, ['limits']],
  ['a field in a thousand lists', () => nestedLists(1000), ['limits']],
];

function many(count: number, text: string): string {
  return Array.from({ length: count }, (_, at) => `${text}${at}`).join('\n');
}

function nestedLists(depth: number): string {
  return `${contractSdl()}\nextend type Workspace { acmeDeep: ${'['.repeat(depth)}Int${']'.repeat(depth)} }`;
}

describe.each(bombs)('%s', (name, make, rules) => {
  const file = (): CorpusFile => ({
    ...{ name, rule: null, company: 'acme', contract: null, sdl: make() },
    path: path.join(folder, 'bomb.graphql'),
  });

  it('is refused by the command, the registry and the gateway, in no time', async () => {
    await writeFile(file().path, make());
    const command = await byCommand(file());
    expect(command.status).toBe(1);
    expect(rules.some((rule) => command.rules.includes(rule))).toBe(true);
    const registry = await byRegistry(file()).catch(() => null);
    expect(registry?.accepted ?? false).toBe(false);
    expect(await byGateway(file())).toMatchObject({ status: 503, neighbour: 200 });
  });
});
