import { afterEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { seedNimbus } from '../../examples/nimbus/seed.ts';
import { startNimbus } from '../../examples/nimbus/server.ts';
import { startCompanySubgraph, type CompanySettings } from '#subgraphs/company/company-subgraph.ts';
import { openDatabase } from '#subgraphs/company/database.ts';
import { seedCompany } from '#subgraphs/company/seed.ts';
import { startLocalServer } from '#test/testkit/local-server.ts';
import { createTestKey } from '#test/testkit/network-keys.ts';
import { createTestDatabase } from '#test/testkit/postgres.ts';
import { COMPANY_SCENARIOS } from '#cli/scenario/companies.ts';
import type { CheckResult } from '#cli/company/check.ts';
import { runCompanyCheck } from '#cli/company/check-command.ts';
import { checkContract, NotCheckable } from '#cli/company/contract-suite.ts';
import { startOtherParties, type OtherParties } from '#cli/company/other-parties.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

interface Program {
  readonly migrations?: string;
  readonly start: (settings: CompanySettings) => Promise<{ url: string; stop(): Promise<void> }>;
  readonly seed: (databaseUrl: string) => Promise<unknown>;
}

const tools = { clock: Date.now, fetch, logger: pino({ level: 'silent' }) };

/** Nimbus with a document, so that there is one to share. */
const [lead] = COMPANY_SCENARIOS.nimbus.people;
const SCENARIO = {
  ...COMPANY_SCENARIOS.nimbus,
  knowledge: COMPANY_SCENARIOS.nimbus.knowledge.map((source) => ({
    ...source,
    documents: [
      {
        ...{
          id: source.id.replace('kno_', 'doc_'),
          name: 'causes.md',
          title: 'Causes',
          mediaType: 'MARKDOWN' as const,
        },
        ...{ author: lead?.id ?? '', at: source.createdAt, body: '# Brokers\n\nA full queue.' },
      },
    ],
  })),
};

const OURS: Program = {
  migrations: 'prisma/company/migrations',
  start: (settings) => startCompanySubgraph(settings, tools),
  seed: async (url) => {
    const db = openDatabase(url);
    await seedCompany(db, SCENARIO);
    await db.$disconnect();
  },
};
const NIMBUS: Program = {
  start: (settings) => startNimbus(settings, tools),
  seed: (url) => seedNimbus(url, SCENARIO),
};

async function partiesFor(origin: () => string): Promise<OtherParties> {
  const parties = await startOtherParties({ company: 'nimbus', origin, port: 0, clock: Date.now });
  stops.push(() => parties.stop());
  return parties;
}

/** Starts a program of Nimbus among those parties, with a database of its own. */
async function startAmong({ migrations, start, seed }: Program, settings: OtherParties['settings']) {
  const database = await createTestDatabase(migrations === undefined ? {} : { migrations });
  stops.push(() => database.drop());
  const running = await start({
    ...{ company: 'nimbus', host: '127.0.0.1', port: 0, logLevel: 'silent' },
    ...{ databaseUrl: database.runtimeUrl, migrationDatabaseUrl: database.ownerUrl },
    ...{ gatewayJwksUrl: settings.GATEWAY_JWKS_URL, sharedUrl: settings.SHARED_URL },
    ...{ sharedJwksUrl: settings.SHARED_JWKS_URL, signingKey: (await createTestKey('nimbus')).privateJwk },
    ...{ issuer: settings.ISSUER, issuerJwksUrl: settings.ISSUER_JWKS_URL },
  });
  stops.push(() => running.stop());
  await seed(database.runtimeUrl);
  return running;
}

async function startProgram(program: Program) {
  let origin = '';
  const parties = await partiesFor(() => origin);
  const running = await startAmong(program, parties.settings);
  origin = running.url;
  return { url: `${running.url}/graphql`, company: 'nimbus', admin: 'platform-lead', parties };
}

const outcomes = (results: readonly CheckResult[], outcome: CheckResult['outcome']) =>
  results.filter((result) => result.outcome === outcome);

describe('the company contract', () => {
  it('is kept by the reference program, all of it', async () => {
    const results = await checkContract(await startProgram(OURS));
    expect(outcomes(results, 'failed')).toEqual([]);
    expect(outcomes(results, 'notOffered')).toEqual([]);
  }, 120_000);

  it('is kept by Nimbus, on another server library and other tables; what it leaves out, it says', async () => {
    const results = await checkContract(await startProgram(NIMBUS));
    expect(outcomes(results, 'failed')).toEqual([]);
    const left = outcomes(results, 'notOffered');
    expect(left.map(({ id }) => id)).toEqual(['writes.offered', 'streams.resume', 'streams.token']);
    expect(left[0]?.details).toContain('setAgentPermissions');
  }, 120_000);

  it('is not kept by a program that answers everybody', async () => {
    const fake = await startLocalServer((request, response) => {
      request.resume();
      response.end(JSON.stringify({ data: { workspace: { agents: [] }, _entities: [] } }));
    });
    stops.push(async () => fake[Symbol.asyncDispose]());
    const parties = await partiesFor(() => fake.url);
    const results = await checkContract({
      url: fake.url,
      company: 'nimbus',
      admin: 'platform-lead',
      parties,
    });
    const broken = outcomes(results, 'failed').map(({ id }) => id);
    expect(broken).toEqual(
      expect.arrayContaining([
        'schema.contract',
        'callers.passport',
        'callers.two-words',
        'sharing.view-as',
        'streams.callers',
      ]),
    );
  }, 120_000);

  it('is checked from the command line, for people and for programs', async () => {
    // A port that was free a moment ago, whose addresses the instance is started with.
    const parties = await partiesFor(() => 'http://127.0.0.1:9');
    const running = await startAmong(NIMBUS, parties.settings);
    await stops.shift()?.();
    const { port } = new URL(parties.settings.SHARED_URL);
    const told: string[] = [];
    const terminal = {
      out: (text: string) => void told.push(text),
      err: (text: string) => void told.push(text),
    };
    const options = { url: `${running.url}/graphql`, company: 'nimbus', admin: 'platform-lead', port };
    expect(await runCompanyCheck({ ...options, json: true }, terminal)).toBe(0);
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({ company: 'nimbus', failed: 0 });
    await expect(runCompanyCheck({ ...options, url: 'nowhere' }, terminal)).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      exitStatus: 2,
    });
  }, 120_000);

  it('cannot be checked where nobody answers', async () => {
    const parties = await partiesFor(() => 'http://127.0.0.1:9');
    const subject = { url: 'http://127.0.0.1:9/graphql', company: 'nimbus', admin: 'platform-lead', parties };
    await expect(checkContract(subject)).rejects.toBeInstanceOf(NotCheckable);
  });
});
