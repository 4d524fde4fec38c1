import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../testkit/acme-scenario.ts';
import { startStaffedCompany, type Payload, type StaffedCompany } from '../testkit/staffed-company.ts';
import { all, FOREIGN, type Headers } from '../testkit/test-company.ts';

const tool = testId('tol', 'TKTS');
const self = testId('agt', 'ASHARED');

let acme: StaffedCompany;

beforeAll(async () => {
  acme = await startStaffedCompany();
});

afterAll(() => acme.stop());

/** Every write of this part, with inputs that an administrator may give. */
const WRITES: readonly (readonly [string, object])[] = [
  ['createAgent', { name: 'Forged' }],
  ['updateAgent', { agentId: self, name: 'Forged' }],
  ['archiveAgent', { agentId: self }],
  ['setAgentPermissions', { agentId: self }],
  ['addPerson', { subject: 'forged', displayName: 'Forged', role: 'ADMIN' }],
  ['updatePerson', { personId: testId('psn', 'SHARED'), displayName: 'Forged' }],
  ['setPersonRole', { personId: testId('psn', 'HDDN'), role: 'ADMIN' }],
  ['removePerson', { personId: testId('psn', 'SHARED') }],
  ['createTool', { name: 'Forged' }],
  ['updateTool', { toolId: tool, secret: 'hush-hush-4711' }],
  ['deleteTool', { toolId: tool, detach: true }],
];

async function dump(): Promise<string> {
  const rows = await Promise.all([
    acme.db.agent.findMany({ orderBy: { id: 'asc' } }),
    acme.db.person.findMany({ orderBy: { id: 'asc' } }),
    acme.db.tool.findMany({ orderBy: { id: 'asc' }, include: { secret: true } }),
    acme.db.agentPermission.findMany({ orderBy: [{ agentId: 'asc' }, { area: 'asc' }] }),
    acme.db.agentTool.findMany({ orderBy: [{ agentId: 'asc' }, { toolId: 'asc' }] }),
  ]);
  return JSON.stringify(rows);
}

describe('who may not', () => {
  const refused: readonly (readonly [string, () => Promise<Headers>, string[] | null])[] = [
    ['a member', () => acme.as('person-hddn'), ['NOT_PERMITTED']],
    ['an agent', () => acme.as('agent-ashared', 'agent'), ['NOT_PERMITTED']],
    ['a person without a record', () => acme.as('unknown'), ['NOT_PERMITTED']],
    ['an agent without a record', () => acme.as('unknown', 'agent'), null],
    ['a paused agent', () => acme.as('agent-aaway', 'agent'), null],
    ['a gateway alone', () => acme.passport(), null],
    ['another company', () => all(acme.passport(FOREIGN), acme.attested()), null],
  ];

  it.each(refused)('%s changes nothing', async (_who, headers, expected) => {
    const before = await dump();
    for (const [name, input] of WRITES) {
      const payload = (await acme.change(headers(), name, input)) as Payload | null;
      expect([name, payload && payload.userErrors.map(({ code }) => code)]).toEqual([name, expected]);
    }
    expect(await dump()).toBe(before);
  });

  it('finds no difference between what is not there and what is another company’s', async () => {
    for (const [name, input] of WRITES) {
      const field = Object.keys(input).find((key) => /^(agent|person|tool)Id$/.test(key));
      if (field === undefined) continue;
      const kind = { agentId: 'agt', personId: 'psn', toolId: 'tol' }[field] ?? '';
      const ids = [testId(kind, 'ABSENT'), testId(kind, 'ASHARED', 'harbor'), `${kind}_acme_\0`, ''];
      const replies = ids.map(
        async (id) => (await acme.change(acme.admin(), name, { ...input, [field]: id })).userErrors,
      );
      const [first, ...rest] = await Promise.all(replies);
      expect(first?.map(({ code }) => code)).toEqual(['NOT_FOUND']);
      for (const reply of rest) expect(reply).toEqual(first);
    }
  });
});
