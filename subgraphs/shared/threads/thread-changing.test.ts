import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conversationIn } from '../testing/conversation.ts';
import { IDS } from '../testing/interval-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';

let shared: TestShared;
let talk: ReturnType<typeof conversationIn>;
beforeAll(async () => {
  shared = await openTestShared();
  talk = conversationIn(shared);
});
afterAll(() => shared.close());

const newThread = async (title: string, company = 'acme', subject?: string) => {
  const { thing } = await talk.onThread('createThread', company, { teamId: IDS.team, title }, subject);
  return thing?.id ?? '';
};

describe('a thread', () => {
  it('is renamed; who left before reads the old title', async () => {
    const { thing } = await talk.onThread('renameThread', 'harbor', {
      threadId: IDS.early,
      title: 'Newly named',
    });
    expect(thing?.title).toBe('Newly named');
    expect((await talk.thread('acme', IDS.early))?.title).toBe('Newly named');
    expect((await talk.thread('nimbus', IDS.early))?.title).toBe('early');
    expect((await talk.kinds(IDS.team)).slice(-2)).toEqual(['THREAD_RENAMED', 'MESSAGE_POSTED']);
  });

  it('is closed to messages, edits and reactions, and reopened', async () => {
    const threadId = await newThread('To close');
    const said = await talk.post('acme', threadId, 'Before');
    expect((await talk.onThread('closeThread', 'acme', { threadId })).thing?.state).toBe('CLOSED');
    expect((await talk.onThread('closeThread', 'acme', { threadId })).codes).toEqual(['CONFLICT']);
    expect((await talk.post('harbor', threadId, 'After')).codes).toEqual(['NOT_PERMITTED']);
    const messageId = said.thing?.id;
    expect((await talk.onMessage('editMessage', 'acme', { messageId, body: 'x' })).codes).toEqual([
      'NOT_PERMITTED',
    ]);
    expect((await talk.onMessage('addReaction', 'acme', { messageId, emoji: '👍' })).codes).toEqual([
      'NOT_PERMITTED',
    ]);
    expect((await talk.onThread('reopenThread', 'acme', { threadId })).thing?.state).toBe('OPEN');
    expect((await talk.onThread('reopenThread', 'acme', { threadId })).codes).toEqual(['CONFLICT']);
    expect((await talk.post('harbor', threadId, 'After')).codes).toEqual([]);
    const system = await shared.rows.message.findMany({
      where: { threadId, kind: 'SYSTEM' },
      orderBy: { sequence: 'asc' },
    });
    expect(system.map(({ body }) => body)).toEqual(['Closed the thread.', 'Reopened the thread.']);
  });

  it('is tended by stewards and whoever opened it', async () => {
    const own = await newThread('Of the agent', 'acme', 'agent');
    const others = await newThread('Of the lead');
    const rename = (threadId: string, subject: string) =>
      talk.onThread('renameThread', 'acme', { threadId, title: 'T' }, subject);
    expect((await rename(own, 'agent')).codes).toEqual([]);
    expect((await rename(others, 'agent')).codes).toEqual(['NOT_PERMITTED']);
    const restrict = { threadId: own, participantIds: [IDS.acmeAgent] };
    expect((await talk.onThread('restrictThread', 'acme', restrict, 'agent')).codes).toEqual([
      'NOT_PERMITTED',
    ]);
  });

  it.each(['renameThread', 'closeThread', 'reopenThread', 'openThread'])(
    'is missing to an outsider: %s',
    async (name) => {
      const input = name === 'renameThread' ? { title: 'T' } : {};
      const { codes, paths } = await talk.onThread(name, 'outsider', { threadId: IDS.early, ...input });
      expect([codes, paths]).toEqual([['NOT_FOUND'], [['input', 'threadId']]]);
    },
  );

  it('refuses a title that breaks the rule', async () => {
    const { codes } = await talk.onThread('renameThread', 'acme', { threadId: IDS.early, title: 'a\nb' });
    expect(codes).toEqual(['INVALID_INPUT']);
  });
});

describe('a restricted thread', () => {
  const bodies = async (company: string, threadId: string) =>
    (await talk.thread(company, threadId))?.messages.nodes.map(({ body }) => body);

  it('is read on by its companies alone, until it is opened: what was said behind the door stays there', async () => {
    const threadId = await newThread('Incident');
    await talk.post('harbor', threadId, 'open one');
    const { thing } = await talk.onThread('restrictThread', 'acme', {
      threadId,
      participantIds: [IDS.acmeLead],
    });
    expect(thing?.participants).toEqual([{ id: IDS.acmeLead }]);
    const secret = await talk.post('acme', threadId, 'behind the door');
    await talk.onThread('renameThread', 'acme', { threadId, title: 'Secret title' });
    expect(await bodies('harbor', threadId)).toEqual(['open one']);
    expect(await talk.message('harbor', secret.thing?.id ?? '')).toBeNull();
    const seen = await talk.thread('harbor', threadId);
    expect([seen?.title, seen?.visibility, seen?.participants]).toEqual(['Incident', 'RESTRICTED', []]);
    expect(seen?.lastMessage?.sequence).toBeLessThan(secret.thing?.sequence ?? 0);
    expect((await talk.post('harbor', threadId, 'x')).codes).toEqual(['NOT_PERMITTED']);
    expect((await talk.onThread('openThread', 'harbor', { threadId })).codes).toEqual(['NOT_PERMITTED']);
    expect((await talk.onThread('openThread', 'acme', { threadId })).thing?.visibility).toBe('OPEN');
    await talk.post('acme', threadId, 'open two');
    expect(await bodies('harbor', threadId)).toEqual([
      'open one',
      'Opened the thread to the whole team.',
      'open two',
    ]);
    expect(await bodies('acme', threadId)).toContain('behind the door');
    const payloads = await shared.rows.teamEvent.findMany({ where: { kind: 'THREAD_RENAMED' } });
    expect(payloads.some(({ payload }) => payload.includes('Secret title'))).toBe(false);
  });

  it('grows by its own stewards, who let a company in by its first participant', async () => {
    const threadId = await newThread('Roster');
    const roster = (name: string, company: string, ...participantIds: string[]) =>
      talk.onThread(name, company, { threadId, participantIds });
    expect((await roster('addThreadParticipants', 'acme', IDS.acmeAgent)).codes).toEqual(['CONFLICT']);
    expect((await roster('restrictThread', 'acme', IDS.harborLead)).codes).toEqual(['NOT_PERMITTED']);
    expect((await roster('restrictThread', 'acme', IDS.acmeLead, IDS.nimbusLead)).codes).toEqual([
      'NOT_FOUND',
    ]);
    expect((await roster('restrictThread', 'acme')).codes).toEqual(['INVALID_INPUT']);
    expect((await roster('restrictThread', 'acme', IDS.acmeLead)).codes).toEqual([]);
    expect((await talk.post('acme', threadId, 'x', {}, 'agent')).codes).toEqual(['NOT_PERMITTED']);
    expect((await roster('addThreadParticipants', 'harbor', IDS.harborLead)).codes).toEqual([
      'NOT_PERMITTED',
    ]);
    expect((await roster('addThreadParticipants', 'acme', IDS.harborLead)).codes).toEqual([]);
    expect((await talk.post('harbor', threadId, 'I am in')).codes).toEqual([]);
    expect((await roster('addThreadParticipants', 'harbor', IDS.acmeAgent)).codes).toEqual(['NOT_PERMITTED']);
    expect((await roster('removeThreadParticipants', 'acme', IDS.harborLead)).codes).toEqual([
      'NOT_PERMITTED',
    ]);
    expect((await roster('removeThreadParticipants', 'harbor', IDS.acmeAgent)).codes).toEqual(['NOT_FOUND']);
    expect((await roster('removeThreadParticipants', 'harbor', IDS.harborLead)).codes).toEqual([]);
    await talk.post('acme', threadId, 'without you');
    expect(await bodies('harbor', threadId)).toContain('I am in');
    expect(await bodies('harbor', threadId)).not.toContain('without you');
    expect((await roster('removeThreadParticipants', 'acme', IDS.acmeLead)).codes).toEqual(['NOT_PERMITTED']);
  });
});
