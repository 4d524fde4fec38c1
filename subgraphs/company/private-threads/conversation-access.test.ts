import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACME, MESSAGE, TEAM, testId, THREAD } from '../testkit/acme-scenario.ts';
import { as } from '../testkit/callers.ts';
import { conversationOf } from '../testkit/conversation.ts';
import {
  all,
  FOREIGN,
  startTestCompany,
  type Headers,
  type Json,
  type TestCompany,
} from '../testkit/test-company.ts';

const [T1, T2, T3] = [testId('pth', 'T1'), testId('pth', 'T2'), testId('pth', 'T3')];
const messageId = testId('pms', 'T1M1');
const noteId = testId('nte', 'N1');
/** Every write of these modules, each of a thing that is there. */
const WRITES: Readonly<Record<string, Json>> = {
  createPrivateThread: { title: 'x' },
  renamePrivateThread: { threadId: T1, title: 'x' },
  archivePrivateThread: { threadId: T1 },
  unarchivePrivateThread: { threadId: T1 },
  markPrivateThreadRead: { threadId: T1, sequence: 1 },
  postPrivateMessage: { threadId: T1, body: 'x', idempotencyKey: 'x' },
  editPrivateMessage: { messageId, body: 'x' },
  redactPrivateMessage: { messageId },
  addPrivateReaction: { messageId, emoji: '👍' },
  removePrivateReaction: { messageId, emoji: '👍' },
  addNote: { threadId: THREAD, body: 'x' },
  editNote: { noteId, body: 'x' },
  deleteNote: { noteId },
};

let acme: TestCompany;
let talk: ReturnType<typeof conversationOf>;
beforeAll(async () => {
  acme = await startTestCompany();
  talk = conversationOf(acme);
});
afterAll(() => acme.stop());

const lead = () => as(acme, ACME.people[0]?.subject ?? '');

async function writeAs(headers: Headers): Promise<(readonly [string, unknown])[]> {
  const done = Object.entries(WRITES).map(async ([verb, input]) => {
    const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { it: ${verb}(input: $input) { userErrors { code } } }`;
    const { data, errors } = await acme.ask(headers, query, { input });
    expect(errors).toBeUndefined();
    return [verb, data?.['it']] as const;
  });
  return Promise.all(done);
}

async function state(): Promise<string> {
  const query = `query ($r: [_Any!]!) {
    workspace { privateThreads { nodes { title archivedAt messages { nodes { body reactions { count } } } } } }
    _entities(representations: $r) { ... on Thread { notes { body } } ... on Message { notes { body } } } }`;
  const r = [
    { __typename: 'Thread', id: THREAD },
    { __typename: 'Message', id: MESSAGE },
  ];
  return (await acme.ask(await lead(), query, { r })).text;
}

describe('internal threads and notes', () => {
  it.each([
    ['another company', () => all(acme.passport(FOREIGN), acme.attested({ teams: [TEAM] }))],
    ['a company without a team', () => acme.passport(FOREIGN)],
    ['a gateway alone', () => acme.passport()],
    ['an own token that the gateway does not know of', () => all(acme.passport(FOREIGN), acme.bearer())],
  ])('are not written by %s: all is null, and nothing has changed', async (_who, headers) => {
    const before = await state();
    const done = await writeAs(await headers());
    expect(done.filter(([, payload]) => payload !== null)).toEqual([]);
    const query = `{ workspace { searchPrivateMessages(query: "body") { nodes { rank } }
      privateThread(id: "${T1}") { title } } }`;
    expect((await acme.ask(await headers(), query)).data).toEqual({ workspace: null });
    expect(await state()).toBe(before);
  });

  it('are not written by a person whom the company does not know', async () => {
    const before = await state();
    const codes = (await writeAs(await as(acme, 'stranger'))).map(([, payload]) => payload);
    expect(codes).toEqual(codes.map(() => ({ userErrors: [{ code: 'NOT_PERMITTED' }] })));
    expect(await state()).toBe(before);
  });
});

describe('a narrowed agent', () => {
  const agent = () => as(acme, 'agent-ashared', 'agent');
  beforeAll(async () => {
    const input = {
      agentId: testId('agt', 'ASHARED'),
      privateThreads: { read: [T1, T2], post: [T2, T3] },
    };
    const query = `mutation ($input: SetAgentPermissionsInput!) {
      setAgentPermissions(input: $input) { userErrors { code message } } }`;
    const { data } = await acme.ask(await lead(), query, { input });
    expect(data).toEqual({ setAgentPermissions: { userErrors: [] } });
  });

  it('reads the threads that it may read, in every way', async () => {
    const query = `query ($r: [_Any!]!) { workspace {
        privateThreads { nodes { id messages { nodes { body } } } }
        searchPrivateMessages(query: "body", first: 100) { nodes { message { body } } } }
      _entities(representations: $r) { ... on PrivateThread { id } ... on PrivateMessage { id } } }`;
    const r = [
      { __typename: 'PrivateThread', id: T3 },
      { __typename: 'PrivateMessage', id: testId('pms', 'T3M1') },
      { __typename: 'PrivateThread', id: T1 },
    ];
    const { data, text } = await acme.ask(await agent(), query, { r });
    expect(text).not.toMatch(/body T3|T3M|"pth_acme_0*T3"/);
    expect(data?.['_entities']).toEqual([null, null, { id: T1 }]);
    expect(JSON.stringify(data?.['workspace'])).toMatch(/body T1 5.*body T2 5/s);
    expect(await talk.read(agent(), T3)).toBeNull();
  });

  it('posts where it may both read and post: elsewhere is no place, or not its', async () => {
    expect(await talk.post(agent(), T1, 'x')).toEqual(['NOT_PERMITTED']);
    expect(await talk.post(agent(), T2, 'x')).toMatchObject({ sequence: 6 });
    expect(await talk.post(agent(), T3, 'x')).toEqual(['NOT_FOUND']);
    const react = (name: string) =>
      talk.onMessage(agent(), 'addPrivateReaction', { messageId: testId('pms', name), emoji: '👍' });
    expect([await react('T1M2'), await react('T3M2')]).toEqual([['NOT_PERMITTED'], ['NOT_FOUND']]);
    expect(await talk.post(agent(), T2, 'x', { replyToId: testId('pms', 'T3M1') })).toEqual(['NOT_FOUND']);
    expect(
      await talk.onThread(agent(), 'markPrivateThreadRead', { threadId: T1, sequence: 1 }),
    ).toMatchObject({ id: T1 });
  });
});
