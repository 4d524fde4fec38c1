import { describe, expect, it } from '@jest/globals';
import { composeApi, CompositionError } from '../compose.ts';
import { contractSdl, sharedSdl } from '../sdl.ts';
import { checkSchema, type ComposeApi, type SchemaChange, type ServedNetwork } from './schema-check.ts';

const contract = contractSdl();
const shared = sharedSdl();
const realm =
  'extend type Query { "s" acmeCases: [AcmeCase!] } "s" type AcmeCase @key(fields: "id") { "s" id: ID! "s" state: String "s" owner: String }';
const acmeSdl = `${contract}\n${realm}`;
const network: ServedNetwork = {
  contractSdl: contract,
  sharedSdl: shared,
  companies: [
    { company: 'acme', sdl: acmeSdl },
    { company: 'harbor', sdl: contract },
    { company: 'nimbus', sdl: contract },
  ],
  documents: [],
};

const composed = new Map<string, string>();
const compose: ComposeApi = (...pair) => {
  const key = pair.join('\0');
  try {
    const apiSdl = composed.get(key) ?? composeApi(...pair);
    composed.set(key, apiSdl);
    return Promise.resolve({ apiSdl });
  } catch (error) {
    return Promise.resolve({ errors: error instanceof CompositionError ? error.reasons : [String(error)] });
  }
};

const check = (change: SchemaChange, served = network, accepted: string[] = []) =>
  checkSchema(change, served, { compose, acceptedExposures: new Set(accepted), today: '2026-11-22' });
const ofAcme = (sdl: string) => ({ owner: 'company', company: 'acme', sdl }) as const;
const told = ({
  findings,
}: {
  findings: readonly { severity: string; kind: string; coordinate: string }[];
}) => findings.map(({ severity, kind, coordinate }) => `${severity} ${kind} ${coordinate}`);

describe("a check of a company's schema", () => {
  it('passes what is served already, and reports the boundary', async () => {
    const report = await check(ofAcme(acmeSdl));
    expect([report.passed, report.findings, report.views]).toEqual([true, [], 1]);
    const reach = new Map(report.exposures.map((exposure) => [exposure.coordinate, exposure.reach]));
    expect(reach.get('Agent.name')).toBe('published');
    expect(reach.get('Agent.instructions')).toBe('own');
    expect(reach.get('Query.acmeCases')).toBe('own');
    expect(reach.get('AcmeCase.state')).toBe('own');
  });

  it('refuses an ownership breach, and what does not compose', async () => {
    expect(told(await check(ofAcme(`${acmeSdl} extend type Query { workspaces: Int }`)))).toContain(
      'error contract Query.workspaces',
    );
    const report = await check(ofAcme(`${acmeSdl} extend type AcmeCase { "s" next: AcmeNowhere }`));
    expect(report.passed).toBe(false);
    expect(told(report)).toContain('error composition schema');
  });

  it('refuses what is newly visible to others, until that is said to be meant', async () => {
    const open = acmeSdl.replace(
      '"s" id: ID! "s" state: String',
      '"s" id: ID! @tag(name: "shared") "s" state: String @tag(name: "shared")',
    );
    const report = await check(ofAcme(open));
    expect(told(report)).toContain('error exposure AcmeCase.state');
    expect(report.passed).toBe(false);
    const accepted = await check(ofAcme(open), network, ['AcmeCase.id', 'AcmeCase.state']);
    expect([accepted.passed, told(accepted)]).toEqual([
      true,
      expect.arrayContaining(['note exposure AcmeCase.state']),
    ]);
  });

  it('tells what is tagged and reached by nobody', async () => {
    const hidden = `${acmeSdl} "s" type AcmeLost { "s" a: Int @tag(name: "shared") }`;
    const { exposures } = await check(ofAcme(hidden));
    expect(exposures.find(({ coordinate }) => coordinate === 'AcmeLost.a')).toEqual({
      coordinate: 'AcmeLost.a',
      reach: 'nobody',
      tagged: true,
    });
  });

  describe('that takes something away', () => {
    const without = acmeSdl.replace('"s" owner: String', '');
    const documents = (...texts: [string, string][]) => ({
      ...network,
      documents: texts.map(([name, text]) => ({ company: 'acme', name, text })),
    });

    it('fails where nobody knows what is used', async () => {
      expect(told(await check(ofAcme(without)))).toContain('error breaking AcmeCase.owner');
    });

    it('passes where no document uses it', async () => {
      const report = await check(ofAcme(without), documents(['Cases', '{ acmeCases { state } }']));
      expect([report.passed, told(report)]).toEqual([true, ['warning breaking AcmeCase.owner']]);
    });

    it('names the documents that it breaks', async () => {
      const served = documents(['Cases', '{ acmeCases { state } }'], ['Owners', '{ acmeCases { owner } }']);
      const report = await check(ofAcme(without), served);
      expect(report.findings[0]).toMatchObject({ severity: 'error', documents: ['acme/Owners'] });
    });
  });

  it('does not read a bomb', async () => {
    expect(told(await check(ofAcme('{'.repeat(11_000_000))))).toEqual(['error limits schema']);
    expect(told(await check(ofAcme('type Τeam { a: Int }')))).toEqual(['error limits schema']);
  });
});

describe("a check of the shared layer's schema", () => {
  const ofShared = (sdl: string) => check({ owner: 'shared', sdl });

  it('composes one view for each schema that is served', async () => {
    const report = await ofShared(shared);
    expect([report.passed, report.findings, report.views]).toEqual([true, [], 2]);
  });

  it("refuses what takes a company's own field over", async () => {
    const report = await ofShared(`${shared} extend type Query { "s" acmeCases: Int }`);
    expect(report.passed).toBe(false);
    expect(report.findings.some(({ message }) => message.includes('acme'))).toBe(true);
  });

  it('tells one change of all views once, with the documents of all companies', async () => {
    const removed = shared.replace(/ {2}"[^"\n]*"\n {2}thread\(.*\n/, '');
    expect(removed).not.toBe(shared);
    const served = {
      ...network,
      documents: ['acme', 'harbor'].map((company) => ({
        company,
        name: 'Thread',
        text: '{ thread(id: "x") { id } }',
      })),
    };
    const report = await check({ owner: 'shared', sdl: removed }, served);
    const found = report.findings.filter(({ coordinate }) => coordinate === 'Query.thread');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: 'error', documents: ['acme/Thread', 'harbor/Thread'] });
  });
});

describe('a check by what was recorded', () => {
  const without = acmeSdl.replace('"s" owner: String', '');
  const record = (company: string, since: string, ...coordinates: string[]) => ({
    ...{ company, since, dropped: 0 },
    operations: [{ hash: 'f'.repeat(64), coordinates, count: 2, lastDay: '2026-11-22' }],
  });
  const cases = ['AcmeCase.state', 'Query.acmeCases'];
  const own = { ...network, companies: network.companies.slice(0, 1) };

  it('fails for what was used, whoever registered documents that do not', async () => {
    const documents = [{ company: 'acme', name: 'Cases', text: '{ acmeCases { state } }' }];
    const recorded = [record('acme', '2026-11-22', ...cases, 'AcmeCase.owner')];
    const report = await check(ofAcme(without), { ...own, documents, recorded });
    expect(report.findings[0]).toMatchObject({
      ...{ severity: 'error', coordinate: 'AcmeCase.owner' },
      documents: ['acme/recorded ffffffff (2 times, last on 2026-11-22)'],
    });
  });

  it('says where the record has a gap, to whom it concerns', async () => {
    const recorded = ['acme', 'harbor'].map((company) => ({ ...record(company, '2026-11-01'), dropped: 7 }));
    const report = await check(ofAcme(acmeSdl), { ...own, recorded });
    expect([report.passed, report.findings]).toEqual([
      true,
      [
        expect.objectContaining({
          severity: 'note',
          message: expect.stringMatching(/of acme were run .*: 7$/),
        }),
      ],
    ]);
  });

  it('passes for what was not used, after a week of it', async () => {
    const weighed = async (since: string) =>
      told(await check(ofAcme(without), { ...own, recorded: [record('acme', since, ...cases)] }));
    expect(await weighed('2026-11-15')).toEqual(['warning breaking AcmeCase.owner']);
    expect(await weighed('2026-11-16')).toEqual(['error breaking AcmeCase.owner']);
  });

  it("takes a shared change for known when every company has been recorded, and names each one's", async () => {
    const removed = shared.replace(/ {2}"[^"\n]*"\n {2}thread\(.*\n/, '');
    const records = ['acme', 'harbor', 'nimbus'].map((company) => record(company, '2026-11-01', 'Query.me'));
    const weighed = async (recorded: typeof records) => {
      const report = await check({ owner: 'shared', sdl: removed }, { ...network, recorded });
      return report.findings.find(({ coordinate }) => coordinate === 'Query.thread');
    };
    expect((await weighed(records))?.severity).toBe('warning');
    expect((await weighed(records.slice(1)))?.severity).toBe('error');
    const used = [...records.slice(1), record('acme', '2026-11-01', 'Query.thread')];
    expect(await weighed(used)).toMatchObject({
      ...{ severity: 'error', documents: [expect.stringMatching(/^acme\/recorded/)] },
    });
  });
});
