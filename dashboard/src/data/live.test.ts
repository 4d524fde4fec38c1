import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { TypedDocumentString } from '../gql/graphql.ts';
import type { Graph } from './client.ts';
import { followLive, type LiveStatus } from './live.ts';

interface Event {
  readonly inbox: { readonly cursor: string };
}
interface Sink {
  next(result: { data?: Event; errors?: { message: string; extensions: { code: string } }[] }): void;
  error(): void;
  complete(): void;
}

const DOCUMENT = 'subscription Inbox { inbox { cursor } }' as unknown as TypedDocumentString<
  Event,
  { after?: string }
>;

let connections: { readonly variables: unknown; readonly sink: Sink; readonly connected: () => void }[] = [];
let disposed = 0;
let heard: string[] = [];
let statuses: LiveStatus[] = [];
let gaps = 0;

const graph = {
  textOf: String,
  streams: {
    subscribe(request: { variables: unknown }, sink: Sink, on: { connected: () => void }) {
      connections.push({ variables: request.variables, sink, connected: on.connected });
      return () => (disposed += 1);
    },
  },
} as unknown as Graph;

beforeEach(() => {
  jest.useFakeTimers();
  (globalThis as { window?: unknown }).window = new EventTarget();
  connections = [];
  [disposed, heard, statuses, gaps] = [0, [], [], 0];
});
afterEach(() => {
  jest.useRealTimers();
  delete (globalThis as { window?: unknown }).window;
});

const follow = (after?: string) =>
  followLive<Event, { after?: string }>(
    graph,
    DOCUMENT,
    {},
    {
      after,
      onEvent: ({ inbox }) => heard.push(inbox.cursor),
      onStatus: (status) => statuses.push(status),
      onGap: () => (gaps += 1),
      cursorOf: ({ inbox }) => inbox.cursor,
    },
  );
const tell = (cursor: string) => connections.at(-1)?.sink.next({ data: { inbox: { cursor } } });
const breakOff = () => connections.at(-1)?.sink.error();
const wait = (ms: number) => jest.advanceTimersByTime(ms);

describe('a stream', () => {
  it('goes on from its last cursor after a break, and tells what it is', () => {
    follow('c0');
    connections[0]?.connected();
    tell('c1');
    tell('c2');
    breakOff();
    wait(1000);
    connections[1]?.connected();
    expect(connections.map(({ variables }) => variables)).toEqual([{ after: 'c0' }, { after: 'c2' }]);
    expect(statuses).toEqual(['connecting', 'live', 'reconnecting', 'live']);
    expect([heard, gaps]).toEqual([['c1', 'c2'], 0]);
  });

  it('comes back when its program stops in good order, too', () => {
    follow();
    connections[0]?.sink.next({ errors: [{ message: '', extensions: { code: 'SERVER_DRAINING' } }] });
    connections[0]?.sink.complete();
    wait(1000);
    expect(connections).toHaveLength(2);
  });

  it('tells of a gap where it broke before there was a cursor', () => {
    follow();
    connections[0]?.connected();
    breakOff();
    wait(1000);
    connections[1]?.connected();
    expect(gaps).toBe(1);
  });

  it('waits longer each time that nothing comes, ten seconds at the most', () => {
    follow();
    for (let failures = 0; failures < 20; failures += 1) {
      breakOff();
      wait(10_000);
    }
    expect(connections).toHaveLength(21);
    breakOff();
    wait(4_900);
    expect(connections).toHaveLength(21);
  });

  it('comes back at once when the browser says that it is online', () => {
    follow();
    breakOff();
    window.dispatchEvent(new Event('online'));
    expect(connections).toHaveLength(2);
    window.dispatchEvent(new Event('online'));
    expect(connections).toHaveLength(2);
    breakOff();
    wait(10_000);
    window.dispatchEvent(new Event('online'));
    expect(connections).toHaveLength(3);
  });

  it('is over for good where there is nothing more to be heard', () => {
    follow();
    connections[0]?.sink.next({ errors: [{ message: '', extensions: { code: 'ACCESS_ENDED' } }] });
    connections[0]?.sink.complete();
    wait(60_000);
    expect(connections).toHaveLength(1);
    expect(statuses.at(-1)).toBe('ended');
  });

  it('says nothing more once it is let go of', () => {
    const stop = follow();
    stop();
    breakOff();
    wait(60_000);
    expect([connections.length, disposed, statuses]).toEqual([1, 1, ['connecting']]);
  });
});
