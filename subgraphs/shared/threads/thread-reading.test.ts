import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCountedDatabase } from '../testing/counted-database.ts';
import { conversationIn } from '../testing/conversation.ts';
import { IDS } from '../testing/interval-team.ts';
import { addTeams } from '../testing/many-teams.ts';
import { ask, openTestShared, type TestShared } from '../testing/test-shared.ts';

let shared: TestShared;
let talk: ReturnType<typeof conversationIn>;
beforeAll(async () => {
  shared = await openTestShared();
  talk = conversationIn(shared);
  await addTeams(shared.database, ['outsider', 'nimbus'], { teams: 1, threads: 60, messages: 4 });
});
afterAll(() => shared.close());

const unread = async (company: string) => (await talk.thread(company, IDS.early))?.unreadCount;
const first = async (company: string) => (await talk.thread(company, IDS.early))?.unreadFrom;
const mark = (company: string, sequence: number, subject?: string) =>
  talk.onThread('markRead', company, { threadId: IDS.early, sequence }, subject);

describe('unread messages', () => {
  it('are those of others that the caller may read', async () => {
    // Of Acme's lead: 7 and 9 of others; 5 and 13 are its own. Harbor reads 9, its own, and 13. Nimbus 7, its own, and 9.
    expect([await unread('acme'), await unread('harbor'), await unread('nimbus')]).toEqual([2, 1, 1]);
    expect([await first('acme'), await first('harbor'), await first('nimbus')]).toEqual([7, 13, 9]);
  });

  it('are marked by each caller for itself, and by the latest message at most', async () => {
    expect((await mark('acme', 7)).thing).toMatchObject({ unreadCount: 1, unreadFrom: 9 });
    expect((await mark('acme', 2_000_000_000)).thing?.unreadCount).toBe(0);
    expect((await mark('acme', 9, 'agent')).thing?.unreadCount).toBe(1);
    expect([await unread('acme'), await first('acme')]).toEqual([0, null]);
    await talk.post('harbor', IDS.early, 'news');
    expect(await unread('acme')).toBe(1);
    expect((await mark('acme', 0)).thing?.unreadCount).toBe(3);
    expect(await unread('harbor')).toBe(1);
  });

  it('are not what is redacted or hidden', async () => {
    await talk.onMessage('hideMessage', 'acme', { messageId: IDS.message(7) });
    expect(await first('acme')).toBe(9);
    await talk.onMessage('redactMessage', 'harbor', { messageId: IDS.message(9) });
    expect([await unread('acme'), await first('acme')]).toEqual([
      1,
      (await talk.thread('acme', IDS.early))?.lastMessage?.sequence,
    ]);
  });

  it('cannot be marked by those who do not see the thread, or below zero', async () => {
    expect((await mark('outsider', 1)).codes).toEqual(['NOT_FOUND']);
    expect((await mark('acme', -1)).codes).toEqual(['INVALID_INPUT']);
    expect((await mark('nimbus', 9)).thing?.unreadCount).toBe(0);
  });
});

describe('what a thread leads to', () => {
  const source = `query ($n: Int!) { teams(last: 1) { nodes { threads(first: $n) { nodes {
    unreadCount unreadFrom lastMessage { sequence author { id } } messages(last: 3) { nodes { replyTo { id } mentions { id }
    reactions { emoji participants { id } } revisions { body editor { id } } onBehalfOf { id } } } } } } } }`;

  it('takes one statement of each kind, for any number of threads', async () => {
    const counts = [];
    for (const n of [1, 10, 60]) {
      const counted = openCountedDatabase(shared.urls.runtimeUrl);
      const { data, errors } = await ask(counted.database, 'outsider', source, { n });
      expect(errors).toBeUndefined();
      expect(JSON.stringify(data)).toContain('"unreadCount":2');
      await counted.database.$disconnect();
      expect(counted.statements.filter((text) => text.includes('read_markers'))).toHaveLength(2);
      counts.push(counted.statements.length);
    }
    expect(new Set(counts).size).toBe(1);
  });
});

describe('a page around a message', () => {
  const around = async (company: string, place: string, first = 3) => {
    const source = `query ($id: ID!, $around: ID, $first: Int) { it: thread(id: $id) { messages(around: $around, first: $first) {
      pageInfo { hasNextPage hasPreviousPage } nodes { sequence } } } }`;
    const { it } = (await talk.run(company, source, { id: IDS.early, around: place, first })) as {
      it: { messages: { nodes: { sequence: number }[]; pageInfo: object } };
    };
    return { sequences: it.messages.nodes.map(({ sequence }) => sequence), ...it.messages.pageInfo };
  };

  it('has it in the middle', async () => {
    expect(await around('acme', IDS.message(9))).toEqual({
      sequences: [7, 9, 13],
      hasNextPage: true,
      hasPreviousPage: true,
    });
    expect((await around('acme', '9')).sequences).toEqual([7, 9, 13]);
    expect((await around('acme', '8')).sequences).toEqual([7, 9, 13]);
    expect((await around('nimbus', IDS.message(9), 10)).sequences).toEqual([7, 9]);
    expect((await around('acme', '5', 1)).sequences).toEqual([5]);
  });

  it.each([IDS.message(5), IDS.message(12), "'", 'thr'])(
    'is empty around %s, which Harbor does not see there',
    async (id) => {
      expect((await around('harbor', id)).sequences).toEqual([]);
    },
  );
});
