import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '#test/testkit/free-ports.ts';
import { ACME, OTHER_TEAM, TEAM, testId, THREAD } from './testkit/acme-scenario.ts';
import { fullSelection } from './testkit/full-selection.ts';
import {
  all,
  ENTITIES,
  ENTITY_PREFIX,
  FOREIGN,
  REALM,
  startTestCompany,
  type Json,
  type TestCompany,
} from './testkit/test-company.ts';

/** Fields of the company's things that its own callers may find empty. */
const MAY_BE_NULL = [
  'agent',
  'person',
  'description',
  'editedAt',
  'redactedAt',
  'redactionCause',
  'onBehalfOf',
  'replyTo',
  'archivedAt',
  'openedBy',
  'inputSchema',
];

let acme: TestCompany;

beforeAll(async () => {
  acme = await startTestCompany();
});

afterAll(() => acme.stop());

/** What Acme's shares show to a member of the team: the chosen fields, and of the thread the chosen messages. */
const SHOWN = Object.fromEntries(
  Object.entries({
    STHREAD: {
      __typename: 'SharedPrivateThread',
      messages: [
        { body: 'shown body T1 2', authorName: 'ASHARED agent' },
        { body: 'shown body T1 3', authorName: 'SHARED person' },
      ],
    },
    SAGENT: {
      __typename: 'SharedAgentCard',
      name: 'AHDDN agent',
      skills: ['AHDDN skill', 'other'],
    },
  }).map(([name, content]) => [testId('shr', name), { id: testId('shr', name), content }]),
);

/** An answer without its nulls: private, missing and forbidden look alike. */
function answered(value: Json): Json {
  return JSON.parse(JSON.stringify(value, (_key, inner: unknown) => inner ?? undefined)) as Json;
}

const ownCaller = () => all(acme.passport(), acme.bearer());
const member = () => all(acme.passport(FOREIGN), acme.attested());

describe('a foreign member of a team', () => {
  const agent = {
    id: testId('agt', 'ASHARED'),
    name: 'ASHARED agent',
    purpose: 'ASHARED purpose',
    skills: ['ASHARED skill', 'other'],
    status: 'ACTIVE',
  };
  const personSeen = {
    id: testId('psn', 'SHARED'),
    ...{ displayName: 'SHARED person', title: 'SHARED title', timeZone: 'Europe/Lisbon' },
  };

  it('sees of what is published to it the shared fields, and nothing of anything else', async () => {
    const seen = new Map<string, Json | null>();
    for (const type of ENTITIES) {
      const { entities, errors, text } = await acme.askEntities(await member(), type);
      expect(errors).toBeUndefined();
      expect(text).not.toMatch(/SECRET|forged/);
      for (const [id, entity] of entities) if (entity !== null) seen.set(id, answered(entity));
    }
    const doors = [...seen].filter(([id]) => id.startsWith('par_'));
    for (const [id, door] of doors) {
      if (id === testId('par', 'ASHARED')) expect(door).toEqual({ id, agent });
      else if (id === testId('par', 'SHARED')) expect(door).toEqual({ id, person: personSeen });
      else expect(door).toEqual({ id });
      seen.delete(id);
    }
    const shares = [...seen].filter(([id]) => id.startsWith('shr_'));
    for (const [id] of shares) seen.delete(id);
    const shown = shares.filter(([, share]) => share?.['content'] !== undefined);
    expect(Object.fromEntries(shown)).toEqual(SHOWN);
    expect(Object.fromEntries(seen)).toEqual({ [agent.id]: agent, [personSeen.id]: personSeen });
  });

  it('gets no workspace and no schema', async () => {
    const { data, errors } = await acme.ask(
      await member(),
      `{ workspace ${fullSelection('Workspace')} _service { sdl } }`,
    );
    expect([data, errors]).toEqual([{ workspace: null, _service: { sdl: null } }, undefined]);
  });

  it('sees more with each team that it is in', async () => {
    const headers = await all(acme.passport(FOREIGN), acme.attested({ teams: [TEAM, OTHER_TEAM] }));
    const { entities } = await acme.askEntities(headers, 'Agent');
    const seen = [...entities].filter(([, entity]) => entity !== null).map(([id]) => id);
    expect(seen).toEqual([testId('agt', 'ASHARED'), testId('agt', 'AAWAY')]);
  });
});

describe('an own caller', () => {
  it('sees all of every entity', async () => {
    for (const type of ENTITIES) {
      const { entities, errors } = await acme.askEntities(await ownCaller(), type);
      expect(errors).toBeUndefined();
      const own = [...entities].filter(([id]) => REALM.includes(id) || id === THREAD);
      for (const [id, entity] of own) {
        expect(entity).toMatchObject({ id });
        const empty = Object.entries(entity ?? {}).filter(([, value]) => value === null);
        expect(empty.filter(([field]) => !MAY_BE_NULL.includes(field))).toEqual([]);
      }
      expect(entities.get(testId(ENTITY_PREFIX[type] ?? 'agt', 'ASHARED', 'harbor')) ?? null).toBeNull();
    }
  });

  it('goes through every door of the company, also when the publication is over', async () => {
    const { entities } = await acme.askEntities(await ownCaller(), 'Participant');
    for (const { participantId, target } of ACME.publications) {
      const door = entities.get(participantId);
      expect(door?.['agent'] ?? door?.['person']).toMatchObject({ id: target });
    }
    expect(entities.get(testId('par', 'ABSENT'))).toEqual({
      id: testId('par', 'ABSENT'),
      agent: null,
      person: null,
    });
  });

  it('sees the whole workspace', async () => {
    const { data, errors, text } = await acme.ask(
      await ownCaller(),
      `{ workspace ${fullSelection('Workspace')} }`,
    );
    expect(errors).toBeUndefined();
    expect(data?.['workspace']).toMatchObject({ company: { slug: 'acme' } });
    const inWorkspace = REALM.filter((id) => !/^(par|nte)_/.test(id));
    for (const id of inWorkspace) expect(text).toContain(id);
  });

  it('turns pages, and is told of bad paging arguments', async () => {
    const page = (args: string) =>
      `{ workspace { privateThreads(${args}) { nodes { slug } pageInfo { hasNextPage endCursor } } } }`;
    const threads = async (args: string) =>
      ((await acme.ask(await ownCaller(), page(args))).data?.['workspace'] as { privateThreads: Json })
        .privateThreads;
    const first = await threads('first: 2');
    expect(first).toMatchObject({ nodes: [{ slug: 'secret-t1' }, { slug: 'secret-t2' }] });
    const { endCursor } = first['pageInfo'] as { endCursor: string };
    expect(await threads(`after: "${endCursor}"`)).toMatchObject({
      nodes: [{ slug: 'secret-t3' }],
      pageInfo: { hasNextPage: false },
    });
    const bad = await acme.ask(await ownCaller(), page('first: 101'));
    expect(bad.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(bad.data).toEqual({ workspace: { privateThreads: null } });
  });

  it('may be an agent', async () => {
    const caller = { sub: 'agent-ashared', kind: 'agent' };
    const { data } = await acme.ask(
      await all(acme.passport({ caller }), acme.bearer(caller)),
      '{ workspace { company { slug } } }',
    );
    expect(data).toEqual({ workspace: { company: { slug: 'acme' } } });
  });
});

describe('the program', () => {
  it('answers hostile representations with null', async () => {
    const hostile = [
      '',
      '\0',
      testId('agt', 'A').repeat(99),
      null,
      7,
      [testId('agt', 'ASHARED')],
      { a: 1 },
      "' OR 1=1 --",
    ];
    const representations = hostile.map((id) => ({ __typename: 'Agent', id }));
    const query = 'query ($all: [_Any!]!) { _entities(representations: $all) { ... on Agent { id } } }';
    const reply = await acme.ask(await ownCaller(), query, {
      all: [...representations, { __typename: 'Agent' }],
    });
    expect(reply).toMatchObject({ status: 200, errors: undefined });
    expect(reply.data).toEqual({ _entities: [...hostile, 'none'].map(() => null) });
    const forged = [
      { __typename: 'Company', slug: 'forged' },
      { __typename: 'Note', id: 'x', body: 'forged' },
      { __typename: 'Workspace', agents: [{ id: 'x', name: 'forged' }] },
    ];
    const any =
      'query ($all: [_Any!]!) { _entities(representations: $all) { __typename ... on Company { slug } } }';
    expect((await acme.ask(await ownCaller(), any, { all: forged })).data).toEqual({
      _entities: [null, null, null],
    });
  });

  it('says that it lives and that it is ready', async () => {
    for (const path of ['health', 'ready']) expect((await fetch(`${acme.url}/${path}`)).status).toBe(200);
  });

  it('that does not start leaves nothing behind that listens', async () => {
    const port = await freePort();
    const telemetry = { metrics: { host: '127.0.0.1', port } };
    await expect(startTestCompany(ACME, { telemetry, signingKey: { kty: 'none' } })).rejects.toThrow(
      TypeError,
    );
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toMatchObject({
      cause: { code: 'ECONNREFUSED' },
    });
  });

  it('logs one line per request: who asked, never what or with which token', async () => {
    const before = acme.logLines.length;
    const headers = await all(member(), acme.bearer(), { 'x-request-id': 'request-1' });
    await acme.askEntities(headers, 'Agent');
    const lines = acme.logLines.slice(before);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      requestId: 'request-1',
      company: 'harbor',
      principal: 'foreign',
    });
    const said = acme.logLines.join('');
    for (const secret of ['eyJ', 'SECRET', 'agt_acme', '_entities', 'forged'])
      expect(said).not.toContain(secret);
  });
});
