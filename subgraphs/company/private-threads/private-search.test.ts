import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACME, testId } from '../testkit/acme-scenario.ts';
import { as } from '../testkit/callers.ts';
import { conversationOf } from '../testkit/conversation.ts';
import { startTestCompany, type Json, type TestCompany } from '../testkit/test-company.ts';

const SEARCH = `query ($query: String!, $threadId: ID, $first: Int, $after: String) { workspace {
  it: searchPrivateMessages(query: $query, threadId: $threadId, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { rank snippet { text match } message { id body thread { id } } } } } }`;

interface Found {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly {
    readonly rank: number;
    readonly snippet: readonly { text: string; match: boolean }[];
    readonly message: { id: string; body: string; thread: { id: string } };
  }[];
}

const [T1, T2] = [testId('pth', 'T1'), testId('pth', 'T2')];
let acme: TestCompany;
let talk: ReturnType<typeof conversationOf>;
const lead = () => as(acme, ACME.people[0]?.subject ?? '');

beforeAll(async () => {
  acme = await startTestCompany();
  talk = conversationOf(acme);
});
afterAll(() => acme.stop());

async function search(query: string, more: Json = {}): Promise<Found> {
  const { data, errors, text } = await acme.ask(await lead(), SEARCH, { query, ...more });
  if (errors !== undefined) throw new Error(text);
  return (data?.['workspace'] as { it: Found }).it;
}
const bodies = ({ nodes }: Found) => nodes.map(({ message }) => message.body);

describe('a search of internal messages', () => {
  it('shows where in parts of plain text, and the best first', async () => {
    await talk.post(lead(), T1, '<b>Otter</b> and otter, otter!');
    await talk.post(lead(), T2, 'One otter');
    const { nodes } = await search('otter');
    expect(nodes[0]?.rank).toBeGreaterThan(nodes[1]?.rank ?? 9);
    expect(nodes.map(({ snippet }) => snippet)).toEqual([
      [
        { text: ' ', match: false },
        { text: 'Otter', match: true },
        { text: '  and ', match: false },
        { text: 'otter', match: true },
        { text: ', ', match: false },
        { text: 'otter', match: true },
        { text: '!', match: false },
      ],
      [
        { text: 'One ', match: false },
        { text: 'otter', match: true },
      ],
    ]);
    expect(bodies(await search('otter -one'))).toHaveLength(1);
    expect(bodies(await search('otter', { threadId: T2 }))).toEqual(['One otter']);
    expect(bodies(await search('otter', { threadId: testId('pth', 'ABSENT') }))).toEqual([]);
    expect(bodies(await search('otter', { threadId: "' OR 1=1 --" }))).toEqual([]);
  });

  it('finds the present text alone', async () => {
    const done = await talk.post(lead(), T1, 'zebra');
    const messageId = 'id' in done ? done['id'] : '';
    await talk.onMessage(lead(), 'editPrivateMessage', { messageId, body: 'giraffe' });
    expect([bodies(await search('zebra')), bodies(await search('giraffe'))]).toEqual([[], ['giraffe']]);
  });

  it('is walked page by page without gaps or repetitions', async () => {
    for (let index = 0; index < 12; index += 1)
      await talk.post(lead(), index % 2 === 0 ? T1 : T2, `badger ${'badger '.repeat(index % 3)}${index}`);
    const walked: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const page: Found = await search('badger', { first: 5, after });
      walked.push(...page.nodes.map(({ message }) => message.id));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(walked).toEqual((await search('badger', { first: 100 })).nodes.map(({ message }) => message.id));
    expect(new Set(walked).size).toBe(12);
  });

  it.each([
    '',
    '\0',
    "'",
    "' OR 1=1 --",
    '((((',
    '& | !',
    '\\',
    '<->',
    '"open',
    ':*',
    '\ud800',
    '-'.repeat(500),
  ])('of %j does no harm', async (query) => {
    expect((await search(query)).nodes).toEqual([]);
  });

  it('refuses a long query and strange cursors', async () => {
    for (const variables of [
      { query: 'a'.repeat(501) },
      { query: 'a', after: 'x' },
      { query: 'a', first: 0 },
    ]) {
      const { errors } = await acme.ask(await lead(), SEARCH, variables);
      expect(JSON.stringify(errors)).toContain('BAD_USER_INPUT');
    }
  });
});
