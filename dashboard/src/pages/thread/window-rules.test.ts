import { describe, expect, it } from '@jest/globals';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { showingOf, unreachableIn } from './share-rules.ts';
import {
  MOST_SHOWN,
  askAt,
  edgeOf,
  extended,
  refreshed,
  windowOf,
  withBeside,
  type Page,
} from './window-rules.ts';

const row = (sequence: number, more: Partial<MessageRowFragment> = {}) =>
  ({
    id: `msg_${sequence}`,
    sequence,
    body: `text ${sequence}`,
    shares: [],
    notes: [],
    replyTo: null,
    ...more,
  }) as never;

/** The messages from one sequence to another, of a thread of 1,000. */
function page(from: number, to: number, latest = 1000): Page {
  const numbers = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
  return {
    __typename: 'MessageConnection',
    edges: numbers.map((n) => ({ __typename: 'MessageEdge', cursor: `c${n}`, node: row(n) })),
    pageInfo: { __typename: 'PageInfo', hasPreviousPage: from > 1, hasNextPage: to < latest },
    unreachable: new Set(),
  };
}

const span = ({ messages }: ReturnType<typeof windowOf>) => [
  messages[0]?.sequence,
  messages.at(-1)?.sequence,
];

describe('the window on a thread', () => {
  it('grows at one end and is cut at the other, where it is asked for again', () => {
    let window = windowOf(page(451, 550));
    window = extended(window, page(401, 450), 'start');
    expect(span(window)).toEqual([401, 550]);
    window = extended(window, page(351, 400), 'start');
    expect([span(window), window.messages.length]).toEqual([[351, 500], MOST_SHOWN]);
    expect(askAt(window, 'end')).toEqual({ from: 'msg_500', variables: { first: 50, after: 'c500' } });
    expect(askAt(window, 'start')).toEqual({ from: 'msg_351', variables: { last: 50, before: 'c351' } });
  });

  it('has nothing to ask for where the thread ends', () => {
    expect([askAt(windowOf(page(1, 5, 5)), 'start'), askAt(windowOf(page(1, 5, 5)), 'end')]).toEqual([
      null,
      null,
    ]);
  });

  it('takes what is posted where it reaches the latest, and nowhere else', () => {
    expect(span(refreshed(windowOf(page(951, 1000)), [row(1001)], 'start'))).toEqual([951, 1001]);
    const middle = refreshed(windowOf(page(451, 500)), [row(1001), row(3)], 'start');
    expect(span(middle)).toEqual([451, 500]);
  });

  it('is not at the end while something was posted that it has not', () => {
    const away = refreshed(windowOf(page(901, 950)), [row(1001)], 'end');
    const grown = extended(away, page(951, 1000), 'end');
    expect(grown.isEnd).toBe(false);
    expect(extended(grown, page(1001, 1001, 1001), 'end').isEnd).toBe(true);
  });

  it('asks around a message that came live, which has no cursor', () => {
    let window = windowOf(page(951, 1000));
    for (let n = 1001; n <= 1200; n += 1) window = refreshed(window, [row(n)], 'start');
    expect(span(window)).toEqual([1051, 1200]);
    expect(askAt(window, 'start')).toEqual({
      from: 'msg_1051',
      variables: { first: 100, around: 'msg_1051' },
    });
    expect(span(extended(window, page(1001, 1100, 1200), 'start'))).toEqual([1001, 1150]);
  });

  it('lets go of what is away from the reader', () => {
    let window = windowOf(page(951, 1000));
    for (let n = 1001; n <= 1200; n += 1) window = refreshed(window, [row(n)], 'end');
    expect([span(window), window.isEnd, edgeOf(window, 'end')]).toEqual([[951, 1100], false, 'msg_1100']);
  });

  it('takes a text that was taken back out of quotes, wherever the quoted message is', () => {
    const quoting = row(460, { replyTo: { id: 'msg_3', body: 'text 3' } as never });
    const window = refreshed(windowOf(page(451, 500)), [quoting], 'start');
    expect(JSON.stringify(refreshed(window, [row(3, { body: '' })], 'start'))).not.toContain('text 3');
  });

  it('keeps the notes that their owner cannot tell, and takes those that it can', () => {
    const [one, two] = [[{ id: 'nte_1' }], [{ id: 'nte_2' }]] as never[];
    const window = refreshed(windowOf(page(1, 3, 3)), [row(1, { notes: one })], 'start');
    const beside = { shares: new Map(), unreachable: new Set<string>() };
    const now = withBeside(window, {
      ...beside,
      notes: new Map([
        ['msg_1', null],
        ['msg_2', two as never],
      ]),
    });
    expect(now.messages.map(({ notes }) => notes)).toEqual([one, two, []]);
    expect(now.messages[2]).toBe(window.messages[2]);
  });

  it('knows that notes are away while their owner does not answer, and not longer', () => {
    const away = refreshed(windowOf(page(1, 3, 3)), [row(4, { notes: null })], 'start');
    expect([windowOf(page(1, 3, 3)).areNotesAway, away.areNotesAway]).toEqual([false, true]);
    const beside = { shares: new Map(), unreachable: new Set<string>() };
    expect(withBeside(away, { ...beside, notes: new Map() }).areNotesAway).toBe(true);
    expect(withBeside(away, { ...beside, notes: new Map([['msg_4', []]]) }).areNotesAway).toBe(false);
  });
});

describe('what a message shows', () => {
  const content = {
    __typename: 'SharedDocument',
    title: 'Plan',
    body: null,
    mediaType: null,
    updatedAt: null,
  };
  const share = (more: object) => ({ state: 'ACTIVE', content, expiresAt: null, ...more }) as never;
  const kind = (more: object, isUnreachable = false) => showingOf(share(more), isUnreachable, 1000).kind;

  it('is shown while it stands, and otherwise says why it is not', () => {
    expect(kind({})).toBe('shown');
    expect(kind({ state: 'REVOKED' })).toBe('revoked');
    expect(kind({ state: 'EXPIRED', content: null })).toBe('expired');
    expect(kind({ expiresAt: '1970-01-01T00:00:00.999Z' })).toBe('expired');
    expect(kind({ content: null })).toBe('nothing');
    expect(kind({ content: null }, true)).toBe('unreachable');
  });

  it('is not reachable where its content is missing with an error', () => {
    const data = {
      thread: { messages: { edges: [{ node: { shares: [{ id: 'shr_1' }, { id: 'shr_2' }] } }] } },
    };
    const path = ['thread', 'messages', 'edges', 0, 'node', 'shares', 1, 'content'];
    const missing = [
      { path, code: 'SUBGRAPH_UNAVAILABLE' },
      { path: ['thread', 'notes'], code: 'SUBGRAPH_TIMEOUT' },
    ];
    expect(unreachableIn(data, missing)).toEqual(new Set(['shr_2']));
  });
});
