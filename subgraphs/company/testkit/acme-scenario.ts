import { parseId } from '#schema/wire/ids.ts';
import type { CompanyScenario } from '../seed.ts';

/** The moment at which the tests of this folder play, in milliseconds. */
export const TEST_TIME = Date.parse('2026-03-05T12:00:00.000Z');

/** A whole id, of a short name in upper-case letters and digits without I, L, O and U. */
export function testId(kind: string, name: string, company = 'acme'): string {
  const ulid = name.padStart(26, '0');
  const id = ['tem', 'thr', 'msg'].includes(kind) ? `${kind}_${ulid}` : `${kind}_${company}_${ulid}`;
  if (parseId(id) === null) throw new TypeError(`${id} is no id`);
  return id;
}

/** A team that Acme shares with others in the tests, and one that it shares with somebody else. */
export const TEAM = testId('tem', 'TEAM');
/** See {@link TEAM}. */
export const OTHER_TEAM = testId('tem', 'AWAYTEAM');
/** A shared thread on which Acme has notes. */
export const THREAD = testId('thr', 'THREAD');
/** A shared message on which Acme has a note. */
export const MESSAGE = testId('msg', 'MESSAGE');

const EARLIER = '2026-03-01T08:00:00.000Z';

function agent(name: string, extra: Partial<CompanyScenario['agents'][number]> = {}) {
  return {
    id: testId('agt', name),
    subject: `agent-${name.toLowerCase()}`,
    name: `${name} agent`,
    purpose: `${name} purpose`,
    skills: [`${name} skill`, 'other'],
    status: 'ACTIVE' as const,
    instructions: `SECRET instructions of ${name}`,
    model: `SECRET model of ${name}`,
    knowledge: [testId('kno', 'RVNBKS'), testId('kno', 'ACCTS')],
    tools: [testId('tol', 'TKTS')],
    permissions: { shared: { read: [TEAM], post: [THREAD] }, knowledgeIds: null, privateThreads: null },
    ...extra,
  };
}

function person(name: string) {
  return {
    id: testId('psn', name),
    subject: `person-${name.toLowerCase()}`,
    displayName: `${name} person`,
    role: 'ADMIN' as const,
    title: `${name} title`,
    email: `SECRET.${name}@acme.test`,
    phone: '+351 555 0100',
    timeZone: 'Europe/Lisbon',
  };
}

function published(
  kind: 'agt' | 'psn',
  name: string,
  extra: Partial<CompanyScenario['publications'][number]> = {},
) {
  return {
    participantId: testId('par', name),
    teamId: TEAM,
    target: testId(kind, name),
    at: EARLIER,
    ...extra,
  };
}

/** The sequences of the first internal thread that are shared. */
const SHOWN: readonly number[] = [2, 3];

type SharedRow = NonNullable<CompanyScenario['shares']>[number];

function shared(name: string, extra: Partial<SharedRow> = {}): SharedRow {
  return {
    ...{ id: testId('shr', name), teamId: TEAM, target: testId('agt', 'AHDDN'), fields: ['NAME', 'PURPOSE'] },
    ...{ by: testId('psn', 'SHARED'), at: EARLIER, ...extra },
  };
}

const ended = { revokedAt: '2026-03-02T08:00:00.000Z' };
const expired = { expiresAt: new Date(TEST_TIME).toISOString() };

/** Agents and people whose names say how they are published. Private texts contain the word SECRET. */
export const ACME: CompanyScenario = {
  company: 'acme',
  people: ['SHARED', 'HDDN', 'REVKED', 'EXPRED', 'AWAY'].map(person),
  agents: ['ASHARED', 'AHDDN', 'AREVKED', 'AEXPRED', 'AAWAY'].map((name) => agent(name)),
  knowledge: [
    {
      id: testId('kno', 'RVNBKS'),
      title: 'SECRET runbooks',
      description: 'SECRET steps',
      createdAt: EARLIER,
      documents: ['D1', 'D2', 'D3'].map((name) => ({
        id: testId('doc', name),
        name: `secret-${name.toLowerCase()}.md`,
        title: `SECRET document ${name}`,
        mediaType: 'MARKDOWN' as const,
        author: testId('psn', 'SHARED'),
        at: EARLIER,
        body: `# SECRET heading ${name}\n\nSECRET passage ${name}: how to roll back.\n`,
      })),
    },
    {
      id: testId('kno', 'ACCTS'),
      title: 'SECRET accounts',
      description: null,
      createdAt: EARLIER,
      documents: [
        {
          id: testId('doc', 'D4'),
          name: 'secret-d4.txt',
          title: 'SECRET document D4',
          mediaType: 'PLAIN_TEXT' as const,
          author: testId('agt', 'ASHARED'),
          at: EARLIER,
          body: 'SECRET account: rolls back on Fridays.',
        },
      ],
    },
  ],
  tools: [
    {
      id: testId('tol', 'TKTS'),
      name: 'SECRET tickets',
      description: 'SECRET queue',
      endpoint: 'https://secret.acme.test/tickets',
    },
  ],
  privateThreads: ['T1', 'T2', 'T3'].map((name) => ({
    id: testId('pth', name),
    slug: `secret-${name.toLowerCase()}`,
    title: `SECRET title ${name}`,
    createdAt: EARLIER,
    messages: [1, 2, 3, 4, 5].map((place) => ({
      id: testId('pms', `${name}M${place}`),
      author: place % 2 === 0 ? testId('agt', 'ASHARED') : testId('psn', 'SHARED'),
      body: `${name === 'T1' && SHOWN.includes(place) ? 'shown' : 'SECRET'} body ${name} ${place}`,
      at: EARLIER,
    })),
  })),
  notes: [
    {
      id: testId('nte', 'N2'),
      threadId: THREAD,
      author: testId('psn', 'SHARED'),
      body: 'SECRET later note',
      at: '2026-03-03T08:00:00.000Z',
    },
    {
      id: testId('nte', 'N1'),
      threadId: THREAD,
      author: testId('agt', 'AHDDN'),
      body: 'SECRET note',
      at: EARLIER,
    },
    {
      id: testId('nte', 'N3'),
      messageId: MESSAGE,
      author: testId('psn', 'SHARED'),
      body: 'SECRET note on a message',
      at: EARLIER,
    },
  ],
  publications: [
    published('psn', 'SHARED'),
    published('psn', 'REVKED', ended),
    published('psn', 'EXPRED', expired),
    published('psn', 'AWAY', { teamId: OTHER_TEAM }),
    published('agt', 'ASHARED'),
    published('agt', 'AREVKED', ended),
    published('agt', 'AEXPRED', expired),
    published('agt', 'AAWAY', { teamId: OTHER_TEAM }),
  ],
  shares: [
    shared('STHREAD', { target: testId('pth', 'T1'), from: 2, to: 3, fields: ['BODY', 'AUTHOR'] }),
    shared('SAGENT', { target: testId('agt', 'AHDDN'), fields: ['NAME', 'SKILLS'] }),
    shared('SREVKED', ended),
    shared('SEXPRED', expired),
    shared('SAWAY', { teamId: OTHER_TEAM }),
  ],
};
