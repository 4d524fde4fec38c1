import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { conversationIn } from '../testing/conversation.ts';
import { IDS } from '../testing/interval-team.ts';
import { openContext, openTestShared, type TestShared } from '../testing/test-shared.ts';
import { bodyHash } from './body-seal.ts';
import { postMessage } from './message-posting.ts';

let shared: TestShared;
let talk: ReturnType<typeof conversationIn>;
beforeAll(async () => {
  shared = await openTestShared();
  talk = conversationIn(shared);
});
afterAll(() => shared.close());

const edit = (company: string, messageId: string, body: string, subject?: string) =>
  talk.onMessage('editMessage', company, { messageId, body }, subject);
const react = (company: string, messageId: string, emoji: string) =>
  talk.onMessage('addReaction', company, { messageId, emoji });

describe('an edit', () => {
  it('adds a text, for the same audience; who left before reads what it read', async () => {
    const { thing } = await edit('acme', IDS.message(5), 'message 5, better');
    expect(thing?.body).toBe('message 5, better');
    expect(thing?.revisions.map(({ body }) => body)).toEqual(['message 5', 'message 5, better']);
    await edit('harbor', IDS.message(9), 'message 9, edited');
    expect((await talk.message('nimbus', IDS.message(9)))?.body).toBe('message 9');
    expect((await talk.message('nimbus', IDS.message(9)))?.revisions).toHaveLength(1);
    expect((await talk.message('nimbus', IDS.message(9)))?.editedAt).toBeNull();
    expect((await talk.message('acme', IDS.message(9)))?.revisions.at(-1)?.editor.id).toBe(IDS.harborLead);
    expect((await talk.thread('acme', IDS.early))?.messages.nodes[2]?.body).toBe('message 9, edited');
  });

  it('is sealed in its event', async () => {
    const row = await shared.rows.messageRevision.findFirstOrThrow({ where: { messageId: IDS.message(9) } });
    const event = await shared.rows.teamEvent.findFirstOrThrow({
      where: { teamId: IDS.team, sequence: row.sequence },
    });
    const hash = bodyHash(row.bodySalt, 'message 9, edited');
    expect(JSON.parse(event.payload)).toEqual({ messageId: IDS.message(9), bodyHash: hash });
  });

  it("is for the author and its company's stewards", async () => {
    expect((await edit('harbor', IDS.message(13), 'x')).codes).toEqual(['NOT_PERMITTED']);
    expect((await edit('acme', IDS.message(13), 'x', 'agent')).codes).toEqual(['NOT_PERMITTED']);
    expect((await edit('acme', IDS.message(12), 'the agent, corrected')).codes).toEqual([]);
    expect((await edit('outsider', IDS.message(13), 'x')).codes).toEqual(['NOT_FOUND']);
    expect((await edit('harbor', IDS.message(5), 'x')).codes).toEqual(['NOT_FOUND']);
    expect((await edit('acme', IDS.message(13), ' ')).codes).toEqual(['INVALID_INPUT']);
  });
});

describe('redaction', () => {
  it('takes every text and salt away, for everybody, and leaves a tombstone', async () => {
    const { thing } = await talk.post('harbor', IDS.late, 'a slip', { mentionIds: [IDS.acmeLead] });
    const messageId = thing?.id ?? '';
    await edit('harbor', messageId, 'a worse slip');
    expect((await talk.onMessage('redactMessage', 'acme', { messageId })).codes).toEqual(['NOT_PERMITTED']);
    const gone = (await talk.onMessage('redactMessage', 'harbor', { messageId })).thing;
    expect([gone?.body, gone?.revisions, gone?.mentions, gone?.author.id]).toEqual([
      '',
      [],
      [],
      IDS.harborLead,
    ]);
    expect(gone?.redactedAt).not.toBeNull();
    const row = await shared.rows.message.findFirstOrThrow({ where: { id: messageId } });
    expect([row.body, row.bodySalt]).toEqual(['', '']);
    expect(await shared.rows.messageRevision.count({ where: { messageId } })).toBe(0);
    expect((await talk.onMessage('redactMessage', 'harbor', { messageId })).codes).toEqual(['CONFLICT']);
    expect((await edit('harbor', messageId, 'x')).codes).toEqual(['CONFLICT']);
    const { it } = await talk.run('acme', 'query ($t: ID!) { it: team(id: $t) { verify { valid } } }', {
      t: IDS.team,
    });
    expect(it).toEqual({ verify: { valid: true } });
  });

  it('lets a message that is sent again find its tombstone', async () => {
    const input = { threadId: IDS.early, body: 'once', idempotencyKey: 'redacted' };
    const { thing } = await talk.onMessage('postMessage', 'acme', input);
    await talk.onMessage('redactMessage', 'acme', { messageId: thing?.id });
    const again = await talk.onMessage('postMessage', 'acme', input);
    expect([again.thing?.id, again.thing?.body]).toEqual([thing?.id, '']);
  });
});

describe('hiding', () => {
  it('is for one company alone, and no event', async () => {
    const before = (await talk.kinds(IDS.team)).length;
    const hide = (name: string, subject?: string) =>
      talk.onMessage(name, 'acme', { messageId: IDS.message(7) }, subject);
    expect((await hide('hideMessage', 'agent')).codes).toEqual(['NOT_PERMITTED']);
    await hide('hideMessage');
    const hidden = (await hide('hideMessage')).thing;
    expect([hidden?.hidden, hidden?.body, hidden?.revisions]).toEqual([true, '', []]);
    expect(await talk.message('nimbus', IDS.message(7))).toMatchObject({ hidden: false, body: 'message 7' });
    expect((await hide('unhideMessage')).thing).toMatchObject({ hidden: false, body: 'message 7' });
    expect((await talk.kinds(IDS.team)).length).toBe(before);
  });
});

describe('what a message points to', () => {
  it('is absent for those who may not read it', async () => {
    const post = await talk.post('acme', IDS.early, 'an answer', {
      replyToId: IDS.message(5),
      mentionIds: [IDS.harborLead],
    });
    expect(post.thing).toMatchObject({ replyTo: { id: IDS.message(5) }, mentions: [{ id: IDS.harborLead }] });
    expect(await talk.message('harbor', post.thing?.id ?? '')).toMatchObject({ replyTo: null });
  });

  it.each([
    [{ replyToId: IDS.message(12) }, 'replyToId'],
    [{ replyToId: 'msg_01JQ0000000000000000000N0N' }, 'replyToId'],
    [{ mentionIds: [IDS.nimbusLead] }, 'mentionIds'],
    [{ mentionIds: [IDS.harborLead, "par_'"] }, 'mentionIds'],
  ])('has to be there: %j', async (more, field) => {
    const { codes, paths } = await talk.post('acme', IDS.early, 'x', more);
    expect([codes, paths]).toEqual([['NOT_FOUND'], [['input', field]]]);
  });

  it('cannot be answered by whom it is hidden from', async () => {
    expect((await talk.post('harbor', IDS.early, 'x', { replyToId: IDS.message(5) })).codes).toEqual([
      'NOT_FOUND',
    ]);
  });
});

describe('reactions', () => {
  it('are one for each participant and emoji, and are taken back', async () => {
    const before = (await talk.kinds(IDS.team)).length;
    await react('acme', IDS.message(9), '👍');
    await react('acme', IDS.message(9), '👍');
    const { thing } = await react('harbor', IDS.message(9), '👍');
    expect(thing?.reactions).toEqual([{ emoji: '👍', count: 2 }]);
    expect((await talk.kinds(IDS.team)).slice(before)).toEqual(['REACTION_ADDED', 'REACTION_ADDED']);
    expect((await talk.message('nimbus', IDS.message(9)))?.reactions).toEqual([]);
    const removed = await talk.onMessage('removeReaction', 'acme', {
      messageId: IDS.message(9),
      emoji: '👍',
    });
    expect(removed.thing?.reactions).toEqual([{ emoji: '👍', count: 1 }]);
    expect((await react('acme', IDS.message(9), '👍')).thing?.reactions).toEqual([{ emoji: '👍', count: 2 }]);
  });

  it.each(['', 'a', 'ok', '👍👍', '👍 ', '\ud83d', '👍\0', ':+1:'])('are emojis: not %j', async (emoji) => {
    expect((await react('acme', IDS.message(9), emoji)).codes).toEqual(['INVALID_INPUT']);
  });

  it.each(['❤️', '👩‍👩‍👧', '🇩🇪', '1️⃣'])('are emojis: %s', async (emoji) => {
    expect((await react('acme', IDS.message(13), emoji)).codes).toEqual([]);
  });

  it('of one message are 20 different ones at most', async () => {
    for (let index = 0; index < 20; index += 1)
      await react('acme', IDS.message(12), String.fromCodePoint(0x1f600 + index));
    expect((await react('acme', IDS.message(12), '👍')).codes).toEqual(['CONFLICT']);
    expect((await react('harbor', IDS.message(12), '😀')).codes).toEqual([]);
  });
});

describe('kinds and agents', () => {
  it('are who they say', async () => {
    const kind = 'AGENT_STATUS';
    expect((await talk.post('acme', IDS.late, 'x', { kind })).codes).toEqual(['NOT_PERMITTED']);
    expect((await talk.post('acme', IDS.late, 'x', { kind: 'SYSTEM' }, 'agent')).codes).toEqual([
      'NOT_PERMITTED',
    ]);
    expect((await talk.post('acme', IDS.late, 'Working', { kind }, 'agent')).thing?.kind).toBe(kind);
  });

  it.each([
    ['lead', IDS.acmeLead],
    ['nobody', null],
  ])('act for %s', async (actingFor, onBehalfOfId) => {
    const { context } = openContext(shared.database, 'acme', 'agent');
    const input = { threadId: IDS.late, body: 'For you', idempotencyKey: `for-${actingFor}` };
    const { done, userErrors } = await postMessage({ ...context, actingFor }, input);
    await context.close();
    expect(done?.onBehalfOfId ?? null).toBe(onBehalfOfId);
    expect(userErrors.map(({ code }) => code)).toEqual(onBehalfOfId === null ? ['NOT_PERMITTED'] : []);
  });

  it('do not talk on among themselves, not even all at once', async () => {
    const { thing } = await talk.onThread('createThread', 'acme', { teamId: IDS.team, title: 'Loop' });
    const threadId = thing?.id ?? '';
    const burst = async () => {
      const posts = Array.from({ length: 12 }, () => talk.post('acme', threadId, 'beep', {}, 'agent'));
      return (await Promise.all(posts)).flatMap(({ codes }) => codes);
    };
    expect(await burst()).toEqual(Array.from({ length: 4 }, () => 'AGENT_LOOP'));
    expect(await burst()).toHaveLength(12);
    expect((await talk.post('harbor', threadId, 'Stop')).codes).toEqual([]);
    expect(await burst()).toHaveLength(4);
    await talk.onThread('renameThread', 'acme', { threadId, title: 'Not a person speaking' });
    expect(await burst()).toHaveLength(12);
    await shared.rows.team.update({ where: { id: IDS.team }, data: { agentLoopLimit: 9 } });
    expect(await burst()).toHaveLength(11);
  });
});
