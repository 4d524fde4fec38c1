import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { openDatabase, type Database } from './database.ts';
import { ACME, TEAM, testId, THREAD } from './testkit/acme-scenario.ts';
import { all, FOREIGN, startTestCompany, type Headers, type TestCompany } from './testkit/test-company.ts';
import { createSecretBox } from './tools/secret-box.ts';
import { readToolSecret } from './tools/tool-write-store.ts';

const SECRET = 'hush-hush-4711';
const SCHEMA = '{"type":"object","properties":{"query":{"type":"string"}}}';
const tool = testId('tol', 'TKTS');
const self = testId('agt', 'ASHARED');
const other = testId('agt', 'AHDDN');
const source = testId('kno', 'ACCTS');

const SCENARIO = {
  ...ACME,
  people: ACME.people.map((person) =>
    person.id === testId('psn', 'HDDN') ? { ...person, role: 'MEMBER' as const } : person,
  ),
  agents: ACME.agents.map((agent) =>
    agent.id === testId('agt', 'AAWAY') ? { ...agent, status: 'PAUSED' as const } : agent,
  ),
};

let acme: TestCompany;
let db: Database;

beforeAll(async () => {
  acme = await startTestCompany(SCENARIO);
  db = openDatabase(acme.databaseUrl);
});

afterAll(async () => {
  await db.$disconnect();
  await acme.stop();
});

async function as(sub: string, kind: 'person' | 'agent' = 'person'): Promise<Headers> {
  return all(acme.passport({ caller: { sub, kind } }), acme.bearer({ sub, kind }));
}

const admin = () => as('person-shared');
const PAYLOAD = 'userErrors { code path message }';

interface Payload {
  readonly userErrors: readonly { code: string; path: string[] | null; message: string }[];
  readonly [thing: string]: unknown;
}

async function change(headers: Promise<Headers>, name: string, input: object, select = ''): Promise<Payload> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { it: ${name}(input: $input) { ${select} ${PAYLOAD} } }`;
  const reply = await acme.ask(await headers, query, { input: { ...input } });
  expect(reply.errors).toBeUndefined();
  return reply.data?.['it'] as Payload;
}

const codes = ({ userErrors }: Payload) => userErrors.map(({ code, path }) => [code, path?.[1] ?? null]);

const AGENT =
  'agent { id subject name status skills instructions tools { id } knowledge { id } permissions { shared { read post } knowledgeIds privateThreads { read post } } }';
const PERSON = 'person { id subject displayName role status timeZone phone }';
const TOOL = 'tool { id name inputSchema endpoint hasSecret }';

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
  ['updateTool', { toolId: tool, secret: SECRET }],
  ['deleteTool', { toolId: tool, detach: true }],
];

async function dump(): Promise<string> {
  const rows = await Promise.all([
    db.agent.findMany({ orderBy: { id: 'asc' } }),
    db.person.findMany({ orderBy: { id: 'asc' } }),
    db.tool.findMany({ orderBy: { id: 'asc' }, include: { secret: true } }),
    db.agentPermission.findMany({ orderBy: [{ agentId: 'asc' }, { area: 'asc' }] }),
    db.agentTool.findMany({ orderBy: [{ agentId: 'asc' }, { toolId: 'asc' }] }),
  ]);
  return JSON.stringify(rows);
}

describe('who may not', () => {
  const refused: readonly (readonly [string, () => Promise<Headers>, string[] | null])[] = [
    ['a member', () => as('person-hddn'), ['NOT_PERMITTED']],
    ['an agent', () => as('agent-ashared', 'agent'), ['NOT_PERMITTED']],
    ['a person without a record', () => as('unknown'), ['NOT_PERMITTED']],
    ['an agent without a record', () => as('unknown', 'agent'), null],
    ['a paused agent', () => as('agent-aaway', 'agent'), null],
    ['a gateway alone', () => acme.passport(), null],
    ['another company', () => all(acme.passport(FOREIGN), acme.attested()), null],
  ];

  it.each(refused)('%s changes nothing', async (_who, headers, expected) => {
    const before = await dump();
    for (const [name, input] of WRITES) {
      const payload = (await change(headers(), name, input)) as Payload | null;
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
        async (id) => (await change(admin(), name, { ...input, [field]: id })).userErrors,
      );
      const [first, ...rest] = await Promise.all(replies);
      expect(first?.map(({ code }) => code)).toEqual(['NOT_FOUND']);
      for (const reply of rest) expect(reply).toEqual(first);
    }
  });
});

describe('an agent', () => {
  it('is created at work, under a subject of its own, and changed', async () => {
    const input = {
      name: 'Agent Äge',
      skills: ['a'],
      instructions: 'Do it.',
      knowledgeIds: [source, source],
      toolIds: [tool],
    };
    const first = (await change(admin(), 'createAgent', input, AGENT))['agent'] as { id: string };
    expect(first).toMatchObject({
      ...{ subject: 'agent-age', status: 'ACTIVE', skills: ['a'], instructions: 'Do it.' },
      ...{ tools: [{ id: tool }], knowledge: [{ id: source }] },
      permissions: { shared: null, knowledgeIds: null, privateThreads: null },
    });
    const second = await change(admin(), 'createAgent', input, AGENT);
    expect(second['agent']).toMatchObject({ subject: 'agent-age-2' });
    const agentId = first.id;
    const changed = await change(
      admin(),
      'updateAgent',
      { agentId, name: 'B', instructions: null, toolIds: [], paused: true },
      AGENT,
    );
    expect(changed['agent']).toMatchObject({
      ...{
        name: 'B',
        instructions: null,
        tools: [],
        knowledge: [{ id: source }],
        skills: ['a'],
        status: 'PAUSED',
      },
    });
    expect((await change(admin(), 'updateAgent', { agentId, paused: false }, AGENT))['agent']).toMatchObject({
      status: 'ACTIVE',
      name: 'B',
    });
  });

  it('takes no subject that an agent or a person has', async () => {
    for (const subject of ['agent-ashared', 'person-hddn'])
      expect(codes(await change(admin(), 'createAgent', { name: 'X', subject }))).toEqual([
        ['CONFLICT', 'subject'],
      ]);
    expect(codes(await change(admin(), 'addPerson', { subject: 'agent-ashared', displayName: 'X' }))).toEqual(
      [['CONFLICT', 'subject']],
    );
  });

  it('is given nothing that is not there, and then nothing else either', async () => {
    const missing = [testId('tol', 'ABSENT'), testId('kno', 'ACCTS'), testId('tol', 'TKTS', 'harbor')];
    for (const id of missing) {
      const payload = await change(admin(), 'updateAgent', { agentId: self, name: 'Lost', toolIds: [id] });
      expect(codes(payload)).toEqual([['NOT_FOUND', 'toolIds']]);
    }
    expect(await db.agent.findUnique({ where: { id: self } })).toMatchObject({ name: 'ASHARED agent' });
  });

  it('that is archived stays so, and its token opens nothing from then on', async () => {
    const made = await change(admin(), 'createAgent', { name: 'Temp', subject: 'temp' }, AGENT);
    const agentId = (made['agent'] as { id: string }).id;
    const look = async () =>
      (await acme.ask(await as('temp', 'agent'), '{ workspace { company { slug } } }')).data;
    expect(await look()).toEqual({ workspace: { company: { slug: 'acme' } } });
    await change(admin(), 'updateAgent', { agentId, paused: true });
    expect(await look()).toEqual({ workspace: null });
    expect((await change(admin(), 'archiveAgent', { agentId }, AGENT))['agent']).toMatchObject({
      status: 'ARCHIVED',
    });
    expect(await look()).toEqual({ workspace: null });
    expect(codes(await change(admin(), 'updateAgent', { agentId, paused: false }))).toEqual([
      ['CONFLICT', 'agentId'],
    ]);
    expect(codes(await change(admin(), 'setAgentPermissions', { agentId }))).toEqual([
      ['CONFLICT', 'agentId'],
    ]);
    expect((await change(admin(), 'archiveAgent', { agentId }, AGENT))['agent']).toMatchObject({
      status: 'ARCHIVED',
    });
  });
});

describe('as a caller in its own company, an agent', () => {
  const agent = () => as('agent-ashared', 'agent');
  const PRIVATE =
    'id name subject instructions model tools { id } knowledge { id } permissions { shared { read } }';

  it('reads itself whole, and of other agents what others may', async () => {
    const { data } = await acme.ask(await agent(), `{ workspace { agents { ${PRIVATE} } } }`);
    const agents = (data?.['workspace'] as { agents: { id: string }[] }).agents;
    expect(agents.find(({ id }) => id === self)).toMatchObject({
      instructions: 'SECRET instructions of ASHARED',
      permissions: { shared: { read: [TEAM] } },
      tools: [{ id: tool }],
    });
    expect(agents.find(({ id }) => id === other)).toEqual({
      ...{ id: other, name: 'AHDDN agent', subject: null, instructions: null, model: null },
      ...{ tools: null, knowledge: null, permissions: null },
    });
  });

  it('finds no endpoint of a tool, no tool that is not its own, and no way to reach a person', async () => {
    const made = await change(
      admin(),
      'createTool',
      { name: 'SECRET other', endpoint: 'https://x.acme.test/' },
      TOOL,
    );
    const foreign = (made['tool'] as { id: string }).id;
    const query = `query ($all: [_Any!]!) { workspace { tools { id name endpoint hasSecret } people { id displayName timeZone status subject email phone role } }
      _entities(representations: $all) { ... on Tool { id name endpoint } } }`;
    const all = [tool, foreign].map((id) => ({ __typename: 'Tool', id }));
    const { data, errors } = await acme.ask(await agent(), query, { all });
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({
      workspace: { tools: [{ id: tool, name: 'SECRET tickets', endpoint: null, hasSecret: null }] },
      _entities: [{ id: tool, endpoint: null }, null],
    });
    const { people } = data?.['workspace'] as { people: object[] };
    for (const person of people)
      expect(person).toMatchObject({
        status: 'ACTIVE',
        timeZone: 'Europe/Lisbon',
        subject: null,
        email: null,
        phone: null,
        role: null,
      });
    expect(
      ((await acme.ask(await admin(), query, { all })).data?.['_entities'] as object[])[0],
    ).toMatchObject({
      endpoint: 'https://secret.acme.test/tickets',
    });
    await change(admin(), 'deleteTool', { toolId: foreign });
  });

  it('is narrowed from its next request on', async () => {
    const permissions = {
      shared: { read: [TEAM, TEAM], post: [THREAD] },
      knowledgeIds: [source],
      privateThreads: { read: [testId('pth', 'T1')], post: [] },
    };
    const set = await change(admin(), 'setAgentPermissions', { agentId: self, ...permissions }, AGENT);
    expect(set['agent']).toMatchObject({
      permissions: { ...permissions, shared: { read: [TEAM], post: [THREAD] } },
    });
    const { data } = await acme.ask(
      await agent(),
      '{ workspace { knowledge { id } agents { id knowledge { id } } privateThreads { nodes { id } } } }',
    );
    expect(data).toMatchObject({
      workspace: {
        knowledge: [{ id: source }],
        privateThreads: { nodes: [{ id: testId('pth', 'T1') }] },
      },
    });
    const wide = await change(admin(), 'setAgentPermissions', { agentId: self }, AGENT);
    expect(wide['agent']).toMatchObject({
      permissions: { shared: null, knowledgeIds: null, privateThreads: null },
    });
  });
});

describe('a person', () => {
  const member = () => as('person-hddn');

  it('edits their own profile alone', async () => {
    const own = { personId: testId('psn', 'HDDN'), timeZone: 'Asia/Tokyo', phone: null };
    expect((await change(member(), 'updatePerson', own, PERSON))['person']).toMatchObject({
      ...{ displayName: 'HDDN person', timeZone: 'Asia/Tokyo', phone: null, role: 'MEMBER' },
    });
    const others = { personId: testId('psn', 'SHARED'), title: 'x' };
    expect(codes(await change(member(), 'updatePerson', others))).toEqual([['NOT_PERMITTED', 'personId']]);
    const absent = await change(member(), 'updatePerson', { ...others, personId: testId('psn', 'ABSENT') });
    expect(codes(absent)).toEqual([['NOT_PERMITTED', 'personId']]);
  });

  it('who is removed is nobody from the next request on, and comes back as who they were', async () => {
    const input = { subject: 'temp-person', displayName: 'Temp' };
    const made = await change(admin(), 'addPerson', input, PERSON);
    const personId = (made['person'] as { id: string }).id;
    expect(made['person']).toMatchObject({ role: 'MEMBER', status: 'ACTIVE' });
    const look = async () =>
      (await acme.ask(await as('temp-person'), '{ workspace { company { slug } } }')).data;
    expect(await look()).toEqual({ workspace: { company: { slug: 'acme' } } });
    expect((await change(admin(), 'removePerson', { personId }, PERSON))['person']).toMatchObject({
      status: 'REMOVED',
    });
    expect(await look()).toEqual({ workspace: null });
    expect(codes(await change(admin(), 'setPersonRole', { personId, role: 'ADMIN' }))).toEqual([
      ['NOT_FOUND', 'personId'],
    ]);
    const back = await change(admin(), 'addPerson', { ...input, displayName: 'Back' }, PERSON);
    expect(back['person']).toMatchObject({ id: personId, displayName: 'Back', status: 'ACTIVE' });
    expect(codes(await change(admin(), 'addPerson', input))).toEqual([['CONFLICT', 'subject']]);
    expect(await look()).not.toEqual({ workspace: null });
  });

  it('who was published is seen by others no longer once removed', async () => {
    const made = await change(
      admin(),
      'addPerson',
      { subject: 'published', displayName: 'Shown', phone: '1' },
      PERSON,
    );
    const personId = (made['person'] as { id: string }).id;
    const participantId = testId('par', 'NEWC0MER');
    await db.publication.create({
      data: { participantId, personId, teamId: TEAM, publishedAt: new Date(0) },
    });
    const foreign = await all(acme.passport(FOREIGN), acme.attested());
    const query = `{ _entities(representations: [{ __typename: "Participant", id: "${participantId}" }]) { ... on Participant { person { id displayName phone } } } }`;
    const look = async () => (await acme.ask(foreign, query)).data?.['_entities'];
    expect(await look()).toEqual([{ person: { id: personId, displayName: 'Shown', phone: null } }]);
    await change(admin(), 'removePerson', { personId });
    expect(await look()).toEqual([{ person: null }]);
  });

  it('who is the last administrator stays one, whatever happens at once', async () => {
    const admins = ['SHARED', 'REVKED', 'EXPRED', 'AWAY'].map((name) => testId('psn', name));
    const demotions = admins.map((personId) =>
      change(admin(), 'setPersonRole', { personId, role: 'MEMBER' }),
    );
    await Promise.all(demotions);
    const left = await db.person.findMany({ where: { role: 'ADMIN', status: 'ACTIVE' } });
    expect(left.length).toBeGreaterThan(0);
    await db.person.updateMany({ where: { id: { in: admins } }, data: { role: 'MEMBER' } });
    await db.person.update({ where: { id: testId('psn', 'SHARED') }, data: { role: 'ADMIN' } });
    const personId = testId('psn', 'SHARED');
    for (const [name, input] of [
      ['removePerson', { personId }],
      ['setPersonRole', { personId, role: 'MEMBER' }],
    ] as const)
      expect(codes(await change(admin(), name, input))).toEqual([['CONFLICT', 'personId']]);
    expect(codes(await change(admin(), 'setPersonRole', { personId, role: 'ADMIN' }))).toEqual([]);
    await db.person.updateMany({ where: { id: { in: admins } }, data: { role: 'ADMIN' } });
  });
});

describe('a tool', () => {
  it('keeps its secret under seal: no answer, error, log line or row gives it away', async () => {
    const input = { name: 'Search', inputSchema: SCHEMA, endpoint: 'https://a.acme.test/', secret: SECRET };
    const made = await change(admin(), 'createTool', input, TOOL);
    expect(made['tool']).toMatchObject({ inputSchema: SCHEMA, endpoint: input.endpoint, hasSecret: true });
    const toolId = (made['tool'] as { id: string }).id;
    const elsewhere = { toolId, endpoint: 'https://b.acme.test/' };
    expect(codes(await change(admin(), 'updateTool', elsewhere))).toEqual([['CONFLICT', 'secret']]);
    expect(codes(await change(admin(), 'updateTool', { toolId, secret: `${SECRET}\0` }))).toEqual([
      ['INVALID_INPUT', 'secret'],
    ]);
    const bad = await acme.ask(
      await admin(),
      `mutation { updateTool(input: { toolId: "${toolId}", secret: "${SECRET}", nonsense: 1 }) { tool { id } } }`,
    );
    const wrong = await acme.ask(
      await admin(),
      'mutation ($input: UpdateToolInput!) { updateTool(input: $input) { tool { id } } }',
      { input: { toolId, secret: [SECRET] } },
    );
    expect([bad.text, wrong.text].join()).not.toContain(SECRET);
    const [row] = await db.$queryRaw<
      { text: string }[]
    >`SELECT string_agg(s::text || t::text, '') AS text FROM tool_secrets s, tools t`;
    const sealed = await db.toolSecret.findUniqueOrThrow({ where: { toolId } });
    for (const text of [row?.text ?? '', Buffer.from(sealed.ciphertext).toString('latin1'), ...acme.logLines])
      expect(text).not.toContain(SECRET);
    expect(acme.logLines.join()).not.toContain(Buffer.from(SECRET).toString('base64'));
    const box = createSecretBox(new Uint8Array(32).fill(7));
    expect(await readToolSecret(db, box, toolId)).toBe(SECRET);
    await db.toolSecret.create({ data: { ...sealed, toolId: tool } });
    expect(await readToolSecret(db, box, tool)).toBeNull();
    await db.toolSecret.delete({ where: { toolId: tool } });
    const moved = await change(admin(), 'updateTool', { ...elsewhere, secret: 'another' }, TOOL);
    expect(moved['tool']).toMatchObject({ endpoint: elsewhere.endpoint, hasSecret: true, name: 'Search' });
    expect(await readToolSecret(db, box, toolId)).toBe('another');
    expect((await change(admin(), 'updateTool', { toolId, secret: null }, TOOL))['tool']).toMatchObject({
      hasSecret: false,
    });
    expect(await readToolSecret(db, box, toolId)).toBeNull();
  });

  it('is refused with a bad schema or endpoint, and nothing of it is written', async () => {
    const payload = await change(admin(), 'createTool', {
      name: 'Bad',
      inputSchema: '{"type":7}',
      endpoint: 'http://x.test',
    });
    expect(codes(payload)).toEqual([
      ['INVALID_INPUT', 'inputSchema'],
      ['INVALID_INPUT', 'endpoint'],
    ]);
    expect(await db.tool.count({ where: { name: 'Bad' } })).toBe(0);
  });

  it('that agents may call is deleted only when it is taken from them', async () => {
    const input = { toolId: tool };
    expect(codes(await change(admin(), 'deleteTool', input))).toEqual([['CONFLICT', 'toolId']]);
    const gone = await change(admin(), 'deleteTool', { ...input, detach: true }, 'deletedToolId');
    expect(gone).toEqual({ deletedToolId: tool, userErrors: [] });
    expect(await db.agentTool.count({ where: input })).toBe(0);
    expect(codes(await change(admin(), 'deleteTool', input))).toEqual([['NOT_FOUND', 'toolId']]);
  });
});

describe('without a key', () => {
  it('no secret is kept, and the operator is named as who can change that', async () => {
    const keyless = await startTestCompany(SCENARIO, { toolSecretKey: undefined });
    const headers = await all(keyless.passport(), keyless.bearer());
    expect(headers[PASSPORT_HEADER]).toBeDefined();
    const query = `mutation { createTool(input: { name: "T", secret: "${SECRET}" }) { tool { id } ${PAYLOAD} } }`;
    const { data, text } = await keyless.ask(headers, query);
    await keyless.stop();
    expect(data?.['createTool']).toMatchObject({
      tool: null,
      userErrors: [{ code: 'CONFLICT', path: ['input', 'secret'] }],
    });
    expect(text).toContain('TOOL_SECRET_KEY');
    expect([text, ...keyless.logLines].join()).not.toContain(SECRET);
  });
});
