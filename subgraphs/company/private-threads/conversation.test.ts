import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACME, testId } from '../testkit/acme-scenario.ts';
import { as } from '../testkit/callers.ts';
import { conversationOf, type Done } from '../testkit/conversation.ts';
import { startTestCompany, type Json, type TestCompany } from '../testkit/test-company.ts';

let acme: TestCompany;
let talk: ReturnType<typeof conversationOf>;
const shared = ACME.people[0];
const SCENARIO = {
  ...ACME,
  people: [
    ...ACME.people.map((person, index) => ({
      ...person,
      role: index === 0 ? ('ADMIN' as const) : ('MEMBER' as const),
    })),
  ],
};

beforeAll(async () => {
  acme = await startTestCompany(SCENARIO);
  talk = conversationOf(acme);
});
afterAll(() => acme.stop());

const admin = () => as(acme, shared?.subject ?? '');
const member = () => as(acme, 'person-hddn');
const other = () => as(acme, 'person-away');
const agent = () => as(acme, 'agent-ashared', 'agent');
const idOf = (done: Done) => ('id' in done ? String(done['id']) : '');
const thread = async (title = 'A thread') =>
  idOf(await talk.onThread(member(), 'createPrivateThread', { title }));
const messagesOf = async (id: string) =>
  ((await talk.read(admin(), id))?.['messages'] as { nodes: Json[] }).nodes;

describe('an internal thread', () => {
  it('is opened by people, under a slug of its own', async () => {
    const first = await talk.onThread(member(), 'createPrivateThread', { title: 'Côte d’Azur!' });
    const second = await talk.onThread(admin(), 'createPrivateThread', {
      title: 'Cote d azur',
      agentLoopLimit: 3,
    });
    expect([first, second]).toMatchObject([
      { slug: 'cote-d-azur', agentLoopLimit: 8, openedBy: { id: testId('psn', 'HDDN') }, archivedAt: null },
      { slug: 'cote-d-azur-2', agentLoopLimit: 3 },
    ]);
    expect(await talk.onThread(admin(), 'createPrivateThread', { title: 'x', slug: 'cote-d-azur' })).toEqual([
      'CONFLICT',
    ]);
    expect(await talk.onThread(agent(), 'createPrivateThread', { title: 'x' })).toEqual(['NOT_PERMITTED']);
    expect(
      await talk.onThread(admin(), 'createPrivateThread', { title: ' ', slug: '-', agentLoopLimit: 0 }),
    ).toEqual(['INVALID_INPUT', 'INVALID_INPUT', 'INVALID_INPUT']);
  });

  it('is renamed and archived by administrators and whoever opened it', async () => {
    const threadId = await thread();
    expect(await talk.onThread(other(), 'renamePrivateThread', { threadId, title: 'New' })).toEqual([
      'NOT_PERMITTED',
    ]);
    expect(await talk.onThread(member(), 'renamePrivateThread', { threadId, title: 'New' })).toMatchObject({
      title: 'New',
    });
    expect(await talk.onThread(admin(), 'archivePrivateThread', { threadId })).toMatchObject({
      archivedAt: expect.any(String),
    });
    expect(await talk.onThread(admin(), 'archivePrivateThread', { threadId })).toEqual(['CONFLICT']);
    expect(await talk.post(member(), threadId, 'late')).toEqual(['NOT_PERMITTED']);
    const listed = async (archived: boolean) =>
      (
        await acme.ask(
          await admin(),
          `{ workspace { privateThreads(first: 100, archived: ${archived}) { nodes { id } } } }`,
        )
      ).text.includes(threadId);
    expect([await listed(true), await listed(false)]).toEqual([true, false]);
    expect(await talk.onThread(member(), 'unarchivePrivateThread', { threadId })).toMatchObject({
      archivedAt: null,
    });
    expect(await talk.post(member(), threadId, 'again')).toMatchObject({ sequence: 1 });
  });

  it('that is none, is another company’s, or is no id, is not found', async () => {
    const ids = [
      testId('pth', 'ABSENT'),
      testId('pth', 'T1', 'harbor'),
      "' OR 1=1 --",
      testId('pms', 'T1M1'),
    ];
    for (const threadId of ids) {
      expect(await talk.read(admin(), threadId)).toBeNull();
      expect(await talk.post(admin(), threadId, 'x')).toEqual(['NOT_FOUND']);
      expect(await talk.onThread(admin(), 'archivePrivateThread', { threadId })).toEqual(['NOT_FOUND']);
    }
  });
});

describe('an internal message', () => {
  it('is counted without gaps, however many write at once', async () => {
    const threadId = await thread();
    const writers = [admin, member, other, admin, member, other, admin, member];
    const done = await Promise.all(writers.map((who, index) => talk.post(who(), threadId, `n ${index}`)));
    expect(done.map((each) => ('sequence' in each ? each['sequence'] : each)).sort()).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
  });

  it('is known again by its idempotency key, edited or redacted since, and clashes with another', async () => {
    const [threadId, elsewhere] = [await thread(), await thread()];
    const key = { idempotencyKey: 'the same' };
    const sent = await Promise.all([1, 2, 3].map(() => talk.post(admin(), threadId, 'once', key)));
    expect(new Set(sent.map(idOf)).size).toBe(1);
    expect(await messagesOf(threadId)).toHaveLength(1);
    expect(await talk.post(admin(), threadId, 'other', key)).toEqual(['CONFLICT']);
    expect(await talk.post(admin(), elsewhere, 'once', key)).toEqual(['CONFLICT']);
    expect(await talk.post(member(), threadId, 'other', key)).toMatchObject({ sequence: 2 });
    const messageId = idOf(sent[0] ?? []);
    await talk.onMessage(admin(), 'editPrivateMessage', { messageId, body: 'edited' });
    expect(await talk.post(admin(), threadId, 'once', key)).toMatchObject({ id: messageId, body: 'edited' });
    await talk.onMessage(admin(), 'redactPrivateMessage', { messageId });
    expect(await talk.post(admin(), threadId, 'whatever', key)).toMatchObject({ id: messageId, body: '' });
  });

  it('answers one of its own thread, and addresses colleagues', async () => {
    const threadId = await thread();
    const first = idOf(await talk.post(admin(), threadId, 'first'));
    const mentionIds = [testId('agt', 'AHDDN'), testId('psn', 'AWAY'), testId('agt', 'AHDDN')];
    expect(await talk.post(member(), threadId, 'second', { replyToId: first, mentionIds })).toMatchObject({
      replyTo: { id: first },
      thread: { id: threadId },
      mentions: [{ id: testId('agt', 'AHDDN') }, { id: testId('psn', 'AWAY') }],
    });
    const elsewhere = idOf(await talk.post(admin(), await thread(), 'elsewhere'));
    for (const replyToId of [elsewhere, testId('pms', 'ABSENT'), 'x'])
      expect(await talk.post(member(), threadId, 'x', { replyToId })).toEqual(['NOT_FOUND']);
    for (const id of [testId('psn', 'ABSENT'), testId('psn', 'AWAY', 'harbor'), testId('par', 'SHARED'), 'x'])
      expect(await talk.post(member(), threadId, 'x', { mentionIds: [id] })).toEqual(['NOT_FOUND']);
    expect(await talk.post(member(), threadId, '')).toEqual(['INVALID_INPUT']);
  });

  it('is edited by its author, with its texts kept, and by nobody else', async () => {
    const threadId = await thread();
    const messageId = idOf(await talk.post(member(), threadId, 'one'));
    const edit = (who: typeof admin, body: string) =>
      talk.onMessage(who(), 'editPrivateMessage', { messageId, body });
    expect(await edit(admin, 'no')).toEqual(['NOT_PERMITTED']);
    await edit(member, 'two');
    await edit(member, 'two');
    expect(await edit(member, 'three')).toMatchObject({
      body: 'three',
      editedAt: expect.any(String),
      revisions: [
        { number: 1, body: 'one' },
        { number: 2, body: 'two' },
        { number: 3, body: 'three' },
      ],
    });
    expect(await edit(member, 'a\r\n')).toEqual(['INVALID_INPUT']);
  });

  it('is redacted by its author or an administrator: a tombstone stays, in an archived thread too', async () => {
    const threadId = await thread();
    const messageId = idOf(
      await talk.post(member(), threadId, 'walrus', { mentionIds: [testId('psn', 'AWAY')] }),
    );
    await talk.onMessage(member(), 'editPrivateMessage', { messageId, body: 'walrus two' });
    const redact = (who: typeof admin) => talk.onMessage(who(), 'redactPrivateMessage', { messageId });
    expect(await redact(other)).toEqual(['NOT_PERMITTED']);
    await talk.onThread(admin(), 'archivePrivateThread', { threadId });
    expect(await redact(admin)).toMatchObject({
      ...{ sequence: 1, body: '', editedAt: null, mentions: [], revisions: [] },
      ...{ redactedAt: expect.any(String), redactionCause: 'ADMINISTRATOR' },
    });
    expect(await redact(member)).toEqual(['CONFLICT']);
    expect(await talk.onMessage(member(), 'editPrivateMessage', { messageId, body: 'x' })).toEqual([
      'CONFLICT',
    ]);
    const { text } = await acme.ask(
      await admin(),
      '{ workspace { searchPrivateMessages(query: "walrus") { nodes { rank } } } }',
    );
    expect(text).toContain('"nodes":[]');
  });

  it('carries emojis, each once for a colleague, in the order of their first use', async () => {
    const messageId = idOf(await talk.post(admin(), await thread(), 'x'));
    const react = (who: typeof admin, emoji: string, verb = 'addPrivateReaction') =>
      talk.onMessage(who(), verb, { messageId, emoji });
    await Promise.all([react(member, '👍'), react(member, '👍'), react(member, '👍')]);
    await react(agent, '🎉');
    expect(await react(admin, '👍')).toMatchObject({
      reactions: [
        {
          ...{ emoji: '👍', count: 2 },
          colleagues: [{ id: testId('psn', 'HDDN') }, { id: testId('psn', 'SHARED') }],
        },
        { emoji: '🎉', count: 1, colleagues: [{ id: testId('agt', 'ASHARED') }] },
      ],
    });
    expect(await react(member, '👍', 'removePrivateReaction')).toMatchObject({
      reactions: [{ count: 1 }, { count: 1 }],
    });
    expect(await react(member, '👍', 'removePrivateReaction')).toMatchObject({ id: messageId });
    expect(await react(member, 'no')).toEqual(['INVALID_INPUT']);
  });
});

describe('agents', () => {
  it('may say so much in a row, then a person has to speak', async () => {
    const threadId = await thread();
    await talk.post(member(), threadId, 'go');
    const ways = [agent, () => as(acme, 'agent-ahddn', 'agent')];
    for (let index = 0; index < 8; index += 1)
      expect(await talk.post((ways[index % 2] ?? agent)(), threadId, 'beep')).toHaveProperty('sequence');
    expect(await talk.post(agent(), threadId, 'beep')).toEqual(['AGENT_LOOP']);
    expect(await talk.post(ways[1]?.() ?? agent(), threadId, 'beep')).toEqual(['AGENT_LOOP']);
    await talk.post(member(), threadId, 'stop');
    expect(await talk.post(agent(), threadId, 'beep')).toMatchObject({ sequence: 11 });
  });

  it('say for whom they speak, if it is somebody of the company', async () => {
    const threadId = await thread();
    const acting = (sub: string) => as(acme, 'agent-ashared', 'agent', sub);
    expect(await talk.post(acting('person-away'), threadId, 'x')).toMatchObject({
      author: { id: testId('agt', 'ASHARED') },
      onBehalfOf: { id: testId('psn', 'AWAY') },
    });
    expect(await talk.post(acting('somebody'), threadId, 'x')).toEqual(['NOT_PERMITTED']);
    expect(await talk.post(as(acme, 'person-away', 'person', 'person-hddn'), threadId, 'x')).toMatchObject({
      onBehalfOf: null,
    });
  });
});

describe('reading', () => {
  it('is marked for the caller alone', async () => {
    const threadId = await thread();
    for (const body of ['a', 'b', 'c']) await talk.post(member(), threadId, body);
    const gone = idOf(await talk.post(member(), threadId, 'd'));
    const redacted = await talk.onMessage(member(), 'redactPrivateMessage', { messageId: gone });
    expect(redacted).toMatchObject({ redactionCause: 'AUTHOR' });
    const unread = async (who: typeof admin) => (await talk.read(who(), threadId))?.['unreadCount'];
    expect([await unread(admin), await unread(member), await unread(agent)]).toEqual([3, 0, 3]);
    const mark = (who: typeof admin, sequence: number) =>
      talk.onThread(who(), 'markPrivateThreadRead', { threadId, sequence });
    expect(await mark(admin, 2)).toMatchObject({ unreadCount: 1 });
    expect(await mark(agent, 99)).toMatchObject({ unreadCount: 0 });
    await talk.post(member(), threadId, 'e');
    expect([await unread(admin), await unread(other), await unread(agent)]).toEqual([2, 4, 1]);
    expect(await mark(admin, 0)).toMatchObject({ unreadCount: 4 });
    expect(await mark(admin, -1)).toEqual(['INVALID_INPUT']);
  });
});
