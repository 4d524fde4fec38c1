import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStream, type StreamEvent, type TestStream } from '#test/testkit/event-stream.ts';
import { SOON_MS } from '#test/testkit/soon.ts';
import { testId } from '../testkit/acme-scenario.ts';
import { conversationOf, type Done } from '../testkit/conversation.ts';
import { startStaffedCompany, type StaffedCompany } from '../testkit/staffed-company.ts';
import { all, FOREIGN, type Headers } from '../testkit/test-company.ts';

let acme: StaffedCompany;
let talk: ReturnType<typeof conversationOf>;
const open: TestStream[] = [];
beforeAll(async () => {
  acme = await startStaffedCompany();
  talk = conversationOf(acme);
});
afterAll(async () => {
  for (const stream of open) stream.close();
  await acme.stop();
});

const EVENTS = `subscription ($id: ID!, $after: String) { privateThreadEvents(privateThreadId: $id, after: $after) {
  cursor sequence kind at actor { ... on Agent { id } ... on Person { id } } message { id body } thread { id title } } }`;
const AGENT = testId('agt', 'ASHARED');
const SEEDED = testId('pth', 'T1');
const agent = () => acme.as('agent-ashared', 'agent');
const after = (sequence: number) => Buffer.from(`seq:${String(sequence)}`).toString('base64url');
const idOf = (done: Done) => ('id' in done ? String(done['id']) : '');
const thread = async () => idOf(await talk.onThread(acme.admin(), 'createPrivateThread', { title: 'Live' }));

async function follow(headers: Promise<Headers>, id: string, from?: string) {
  const stream = await openStream(`${acme.url}/graphql`, EVENTS, { id, after: from }, await headers);
  open.push(stream);
  // Only once it has read where the log ends is anything new to it.
  await new Promise((resolve) => setTimeout(resolve, 250));
  return stream;
}

interface Live {
  readonly cursor: string;
  readonly sequence: number;
  readonly kind: string;
  readonly actor: { readonly id: string } | null;
  readonly message: { readonly id: string; readonly body: string } | null;
}

function live(event: StreamEvent | null): Live {
  const item = event?.data?.data?.['privateThreadEvents'];
  if (!item) throw new Error(`no item in ${JSON.stringify(event)}`);
  return item as Live;
}
const codeOf = (event: StreamEvent | null | undefined) => event?.data?.errors?.[0]?.extensions?.['code'];

describe('the events of an internal thread', () => {
  it('tell of every change once, in one order, with who made it', async () => {
    const threadId = await thread();
    const stream = await follow(agent(), threadId, after(0));
    const messageId = idOf(await talk.post(acme.member(), threadId, 'one'));
    const doing: readonly [Promise<Headers>, string, Record<string, unknown>][] = [
      [acme.member(), 'editPrivateMessage', { messageId, body: 'two' }],
      [acme.member(), 'editPrivateMessage', { messageId, body: 'two' }],
      [agent(), 'addPrivateReaction', { messageId, emoji: '👍' }],
      [agent(), 'addPrivateReaction', { messageId, emoji: '👍' }],
      [agent(), 'removePrivateReaction', { messageId, emoji: '👍' }],
      [agent(), 'removePrivateReaction', { messageId, emoji: '👍' }],
      [acme.admin(), 'redactPrivateMessage', { messageId }],
    ];
    for (const [headers, verb, input] of doing) await talk.onMessage(headers, verb, input);
    for (const title of ['New', 'New'])
      await talk.onThread(acme.admin(), 'renamePrivateThread', { threadId, title });
    await talk.onThread(acme.admin(), 'archivePrivateThread', { threadId });
    await talk.onThread(acme.admin(), 'unarchivePrivateThread', { threadId });
    const [admin, member] = [testId('psn', 'SHARED'), testId('psn', 'HDDN')];
    const expected = [
      ['THREAD_CREATED', admin],
      ['MESSAGE_POSTED', member],
      ['MESSAGE_EDITED', member],
      ['REACTION_ADDED', AGENT],
      ['REACTION_REMOVED', AGENT],
      ['MESSAGE_REDACTED', admin],
      ['THREAD_RENAMED', admin],
      ['THREAD_ARCHIVED', admin],
      ['THREAD_UNARCHIVED', admin],
    ];
    const seen: Live[] = [];
    while (seen.length < expected.length) seen.push(live(await stream.next()));
    expect(seen.map(({ kind, actor }) => [kind, actor?.id])).toEqual(expected);
    expect(seen.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(seen.map(({ kind, message }) => message !== null || kind.startsWith('THREAD_'))).not.toContain(
      false,
    );
    expect(await stream.isSilent(200)).toBe(true);
  });

  it('are gapless under many writers, and come again after any cursor', async () => {
    const threadId = await thread();
    const stream = await follow(acme.admin(), threadId);
    const bodies = Array.from({ length: 24 }, (_, index) => `word ${String(index)}`);
    await Promise.all(
      [() => acme.admin(), () => acme.member()].map(async (who, writer) => {
        for (const body of bodies.filter((_, index) => index % 2 === writer))
          await talk.post(who(), threadId, body);
      }),
    );
    const seen: Live[] = [];
    while (seen.length < bodies.length) seen.push(live(await stream.next()));
    expect(seen.map(({ sequence }) => sequence)).toEqual(bodies.map((_, index) => index + 2));
    expect(seen.map(({ message }) => message?.body).sort()).toEqual([...bodies].sort());
    const again = await follow(acme.member(), threadId, seen[9]?.cursor);
    for (const event of seen.slice(10)) expect(live(await again.next())).toEqual(event);
    expect(await again.isSilent(200)).toBe(true);
  });

  it('from before somebody listened are those that were seeded', async () => {
    const stream = await follow(acme.admin(), SEEDED, after(0));
    const first = [live(await stream.next()), live(await stream.next())];
    expect(first.map(({ kind }) => kind)).toEqual(['THREAD_CREATED', 'MESSAGE_POSTED']);
    expect(first[1]?.message?.id).toBe(testId('pms', 'T1M1'));
  });

  it('say nothing of what did not come to be', async () => {
    const threadId = await thread();
    const stream = await follow(acme.admin(), threadId);
    expect(await talk.post(acme.admin(), threadId, ' ')).toEqual(['INVALID_INPUT']);
    expect(
      await talk.post(acme.admin(), threadId, 'to nobody', { replyToId: testId('pms', 'ABSENT') }),
    ).toEqual(['NOT_FOUND']);
    const key = { idempotencyKey: 'twice' };
    await talk.post(acme.admin(), threadId, 'once', key);
    await talk.post(acme.admin(), threadId, 'once', key);
    expect(live(await stream.next()).message?.body).toBe('once');
    expect(await stream.isSilent(200)).toBe(true);
  });
});

describe('a stream of nobody’s', () => {
  it('ends in one and the same way, whether the thread is hidden, missing or no id', async () => {
    const nobody = async () => all(acme.passport({}), acme.bearer({}, { by: 'stranger' }));
    const foreign = async () => all(acme.passport(FOREIGN), acme.attested());
    const ids = [
      SEEDED,
      testId('pth', 'ABSENT'),
      testId('pth', 'T1', 'harbor'),
      testId('pms', 'T1M1'),
      '\u0000',
    ];
    const ends = async (headers: () => Promise<Headers>, threads: readonly string[]) =>
      Promise.all(threads.map(async (id) => (await follow(headers(), id, after(0))).rest()));
    const paused = () => acme.as('agent-aaway', 'agent');
    for (const who of [nobody, foreign, paused]) {
      const told = await ends(who, ids);
      for (const end of told) expect(end).toEqual(told[0]);
      expect(told[0]?.map(codeOf)).toEqual(['ACCESS_ENDED', undefined]);
    }
    const own = await ends(() => acme.admin(), ids.slice(1));
    for (const end of own) expect(end).toEqual(own[0]);
    expect(own[0]?.map(codeOf)).toEqual(['ACCESS_ENDED', undefined]);
  });

  it('is none without a passport', async () => {
    expect((await openStream(`${acme.url}/graphql`, EVENTS, { id: SEEDED }, {})).status).toBe(401);
  });

  it('with a strange cursor is the caller’s mistake', async () => {
    const events = await (await follow(acme.admin(), SEEDED, 'x')).rest();
    expect(events.map(codeOf)).toEqual(['BAD_USER_INPUT', undefined]);
  });
});

describe('who may read no longer', () => {
  /** Follows, does something, and says within how many milliseconds the stream had ended and with which code. */
  async function endAfter(headers: Promise<Headers>, threadId: string, act: () => Promise<unknown>) {
    const stream = await follow(headers, threadId);
    const other = await follow(acme.admin(), threadId);
    await act();
    const start = Date.now();
    const events = await stream.rest(SOON_MS);
    expect(Date.now() - start).toBeLessThan(SOON_MS);
    await talk.post(acme.admin(), threadId, 'after the end');
    expect(live(await other.next()).message?.body).toBe('after the end');
    expect(JSON.stringify(events)).not.toContain('after the end');
    return events.map(codeOf);
  }
  const ENDED = ['ACCESS_ENDED', undefined];

  it('hears no more: a person who is removed', async () => {
    const personId = testId('psn', 'EXPRED');
    const gone = () => acme.change(acme.admin(), 'removePerson', { personId });
    expect(await endAfter(acme.as('person-expred'), await thread(), gone)).toEqual(ENDED);
  });

  it('hears no more: an agent that is paused, or narrowed to other threads', async () => {
    const pause = (paused: boolean) => acme.change(acme.admin(), 'updateAgent', { agentId: AGENT, paused });
    expect(await endAfter(agent(), await thread(), () => pause(true))).toEqual(ENDED);
    await pause(false);
    const narrow = (to: unknown) =>
      acme.change(acme.admin(), 'setAgentPermissions', { agentId: AGENT, privateThreads: to });
    const elsewhere = { read: [SEEDED], post: [] };
    expect(await endAfter(agent(), await thread(), () => narrow(elsewhere))).toEqual(ENDED);
    const hidden = await follow(agent(), await thread(), after(0));
    expect((await hidden.rest()).map(codeOf)).toEqual(ENDED);
    expect(live(await (await follow(agent(), SEEDED, after(0))).next()).kind).toBe('THREAD_CREATED');
    await narrow(null);
  });

  it('hears no more: a token whose credential is revoked, there or anywhere', async () => {
    const issued = await acme.change(
      acme.admin(),
      'issueAgentCredential',
      { agentId: AGENT, label: 'Live' },
      'credential { id }',
    );
    const { id: credential } = issued['credential'] as { id: string };
    const caller = { sub: 'agent-ashared', kind: 'agent' };
    const holder = () => all(acme.passport({ caller }), acme.bearer({ ...caller, credential }));
    const revoke = () => acme.change(acme.admin(), 'revokeAgentCredential', { credentialId: credential });
    expect(await endAfter(holder(), await thread(), revoke)).toEqual(ENDED);
    const { data } = await acme.ask(await holder(), '{ workspace { agents { id } } }');
    expect(data).toEqual({ workspace: null });
    const stranger = all(
      acme.passport({ caller }),
      acme.bearer({ ...caller, credential: testId('crd', 'ABSENT') }),
    );
    expect((await acme.ask(await stranger, '{ workspace { agents { id } } }')).data).toEqual({
      workspace: null,
    });
    // Another token of the same agent goes on.
    const stream = await follow(agent(), SEEDED, after(0));
    expect(live(await stream.next()).kind).toBe('THREAD_CREATED');
  });
});

describe('the notices', () => {
  it('may be cut off: what was posted meanwhile is not lost', async () => {
    const threadId = await thread();
    const stream = await follow(acme.admin(), threadId);
    await acme.db.$executeRaw`
      SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = 'agent-network-company-listener' AND datname = current_database()`;
    await talk.post(acme.admin(), threadId, 'while deaf');
    expect(live(await stream.next()).message?.body).toBe('while deaf');
  });
});
