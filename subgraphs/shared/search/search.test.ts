import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openCountedDatabase } from '../testing/counted-database.ts';
import { conversationIn } from '../testing/conversation.ts';
import { IDS } from '../testing/interval-team.ts';
import { ask, openTestShared, type TestShared } from '../testing/test-shared.ts';

const SEARCH = `query ($q: String!, $team: ID, $thread: ID, $first: Int, $after: String) {
  it: search(query: $q, teamId: $team, threadId: $thread, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { rank snippet message { sequence body author { id } } } } }`;

interface Found {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly { rank: number; snippet: string; message: { sequence: number; body: string } }[];
}

let shared: TestShared;
let talk: ReturnType<typeof conversationIn>;
beforeAll(async () => {
  shared = await openTestShared();
  talk = conversationIn(shared);
});
afterAll(() => shared.close());

async function search(company: string, q: string, more: object = {}): Promise<Found> {
  return (await talk.run(company, SEARCH, { q, ...more }))['it'] as Found;
}
const sequences = ({ nodes }: Found) => nodes.map(({ message }) => message.sequence).sort((a, b) => a - b);

describe('a search', () => {
  it.each([
    ['acme', [5, 7, 9, 12, 13]],
    ['harbor', [9, 12, 13]],
    ['nimbus', [7, 9]],
    ['outsider', []],
  ])('of %s stays within what it reads', async (company, expected) => {
    expect(sequences(await search(company, 'message'))).toEqual(expected);
  });

  it('can be narrowed to a team or a thread, known or not', async () => {
    expect(sequences(await search('acme', 'message', { thread: IDS.late }))).toEqual([12]);
    expect(sequences(await search('acme', 'message', { team: IDS.team }))).toHaveLength(5);
    expect(sequences(await search('acme', 'message', { team: 'tem_01JQ0000000000000000000N0N' }))).toEqual(
      [],
    );
    expect(sequences(await search('acme', 'message', { thread: "' OR 1=1 --" }))).toEqual([]);
    expect(sequences(await search('nimbus', 'message', { thread: IDS.late }))).toEqual([]);
  });

  it('finds the present text alone, as each company reads it, and nothing redacted or hidden', async () => {
    const find = async (company: string, q: string) => sequences(await search(company, q)).length;
    await talk.onMessage('editMessage', 'harbor', { messageId: IDS.message(9), body: 'zebra crossing' });
    expect([await find('acme', 'zebra'), await find('acme', '"message 9"')]).toEqual([1, 0]);
    expect([await find('nimbus', 'zebra'), await find('nimbus', '"message 9"')]).toEqual([0, 1]);
    await talk.onMessage('hideMessage', 'acme', { messageId: IDS.message(9) });
    expect([await find('acme', 'zebra'), await find('harbor', 'zebra')]).toEqual([0, 1]);
    await talk.onMessage('unhideMessage', 'acme', { messageId: IDS.message(9) });
    await talk.onMessage('redactMessage', 'harbor', { messageId: IDS.message(9) });
    expect([await find('acme', 'zebra'), await find('nimbus', '"message 9"')]).toEqual([0, 0]);
  });

  it('does not look behind the door of a restricted thread', async () => {
    const { thing } = await talk.onThread('createThread', 'acme', {
      teamId: IDS.team,
      title: 'Closed round',
    });
    const threadId = thing?.id ?? '';
    await talk.post('acme', threadId, 'walrus in the open');
    await talk.onThread('restrictThread', 'acme', { threadId, participantIds: [IDS.acmeLead] });
    await talk.post('acme', threadId, 'walrus behind the door');
    expect((await search('harbor', 'walrus')).nodes.map(({ message }) => message.body)).toEqual([
      'walrus in the open',
    ]);
    expect((await search('acme', 'walrus')).nodes).toHaveLength(2);
  });

  it('shows where, in plain text, and the best first', async () => {
    await talk.post('acme', IDS.late, '<b>Otter</b> and otter, otter!');
    await talk.post('harbor', IDS.late, 'One otter');
    const { nodes } = await search('acme', 'otter');
    expect(nodes.map(({ snippet }) => snippet)).toEqual([' «Otter»  and «otter», «otter»!', 'One «otter»']);
    expect(nodes[0]?.rank).toBeGreaterThan(nodes[1]?.rank ?? 9);
    expect((await search('acme', 'otter -one')).nodes).toHaveLength(1);
  });

  it('is walked page by page without gaps or repetitions', async () => {
    for (let index = 0; index < 12; index += 1)
      await talk.post('acme', IDS.late, 'badger '.repeat(1 + (index % 3)));
    const walked: number[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const page: Found = await search('harbor', 'badger', { first: 5, after });
      walked.push(...page.nodes.map(({ message }) => message.sequence));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(walked).toHaveLength(12);
    expect(new Set(walked).size).toBe(12);
    const all = await search('harbor', 'badger', { first: 100 });
    expect(walked).toEqual(all.nodes.map(({ message }) => message.sequence));
  });

  it.each([
    '',
    ' ',
    '\0',
    "'",
    "' OR 1=1 --",
    '((((',
    '!!!',
    '& | !',
    'a & ',
    '\\',
    '<->',
    '"unclosed',
    ':*',
    '\ud800',
    '%_%',
    '-'.repeat(500),
    '"a" or '.repeat(70),
  ])('of %j does no harm', async (q) => {
    expect((await search('outsider', q)).nodes).toEqual([]);
    await search('acme', q);
  });

  it('of anything made of what queries are made of does no harm', async () => {
    const token = fc.constantFrom(
      '-',
      '"',
      ' ',
      'or',
      'a',
      '!',
      '(',
      ')',
      '&',
      '|',
      ':',
      '*',
      "'",
      '<->',
      '- ',
      '-"',
      '\\',
      'é',
    );
    const property = fc.asyncProperty(fc.array(token, { maxLength: 160, size: 'max' }), async (tokens) => {
      await search('acme', tokens.join('').slice(0, 500));
    });
    await fc.assert(property, { numRuns: 150 });
  });

  it('refuses a long query and strange cursors', async () => {
    for (const variables of [{ q: 'a'.repeat(501) }, { q: 'a', after: 'x' }, { q: 'a', first: 101 }]) {
      const { errors } = await ask(shared.database, 'acme', SEARCH, variables);
      expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
    }
  });

  it('takes the same number of statements for any number of hits', async () => {
    const counts = [];
    for (const first of [1, 10]) {
      const counted = openCountedDatabase(shared.urls.runtimeUrl);
      await ask(counted.database, 'acme', SEARCH, { q: 'badger', first });
      await counted.database.$disconnect();
      counts.push(counted.statements.length);
    }
    expect(counts[1]).toBe(counts[0]);
  });
});
