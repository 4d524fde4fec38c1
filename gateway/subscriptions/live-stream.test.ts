import { describe, expect, it } from '@jest/globals';
import type { Answer } from '../context.ts';
import { StreamEnded, SubgraphFailure } from '../errors.ts';
import { createLiveStream } from './live-stream.ts';
import type { CompanyLimits } from '#schema/wire/registry.ts';
import { USUAL_RATES, type Rates } from '../limits/rate-table.ts';
import { createStreamCounts } from './stream-counts.ts';

const answer = (text: string): Answer => ({ body: text, executed: true, codes: [] });

/** A source that counts how far it was read. */
function numbers(most: number, failure?: Error) {
  const state = { read: 0 };
  async function* source() {
    while (state.read < most) {
      state.read += 1;
      yield answer(String(state.read));
      await Promise.resolve();
    }
    if (failure) throw failure;
  }
  return { state, source: source() };
}

function openOn(source: AsyncIterable<Answer>, stallMs = 60) {
  const seen = { stopped: 0, closed: 0, faults: [] as unknown[] };
  const stream = createLiveStream(source, {
    stallMs,
    stop: () => (seen.stopped += 1),
    onFault: (error) => seen.faults.push(error),
    onClose: () => (seen.closed += 1),
  });
  return { stream, seen };
}

async function bodiesOf(stream: AsyncIterable<Answer>): Promise<string[]> {
  const bodies: string[] = [];
  for await (const { body, codes } of stream) bodies.push(codes[0] ?? String(body));
  return bodies;
}

describe('a live stream', () => {
  it('gives every answer once, in order, and closes once', async () => {
    const { stream, seen } = openOn(numbers(100).source);
    expect(await bodiesOf(stream)).toEqual(Array.from({ length: 100 }, (_, index) => String(index + 1)));
    expect(seen).toEqual({ stopped: 1, closed: 1, faults: [] });
  });

  it('whose reader takes nothing is not read on, and ends with the last word alone', async () => {
    const { state, source } = numbers(10_000);
    const { stream, seen } = openOn(source);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(state.read).toBeLessThan(40);
    expect(stream.cut.aborted).toBe(true);
    expect(await bodiesOf(stream)).toEqual(['SLOW_CONSUMER']);
    expect(seen).toMatchObject({ stopped: 1, closed: 1 });
  });

  it('is bounded in bytes too', async () => {
    let read = 0;
    async function* large() {
      for (;;) {
        read += 1;
        yield answer('x'.repeat(400_000));
        await Promise.resolve();
      }
    }
    const { stream } = openOn(large());
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(read).toBeLessThan(6);
    expect(await bodiesOf(stream)).toEqual(['SLOW_CONSUMER']);
  });

  it('tells why its program ended it, after what came before', async () => {
    const ended = openOn(numbers(2, new StreamEnded('ACCESS_ENDED')).source);
    expect(await bodiesOf(ended.stream)).toEqual(['1', '2', 'ACCESS_ENDED']);
    expect(ended.seen.faults).toEqual([]);
    const broken = openOn(numbers(1, new SubgraphFailure('SUBGRAPH_UNAVAILABLE', 'secret')).source);
    expect(await bodiesOf(broken.stream)).toEqual(['1', 'SUBGRAPH_UNAVAILABLE']);
    const wrong = openOn(numbers(1, new Error('secret')).source);
    expect(await bodiesOf(wrong.stream)).toEqual(['1', 'INTERNAL_SERVER_ERROR']);
    expect(wrong.seen.faults).toHaveLength(1);
  });

  it('that is ended gives nothing that waits', async () => {
    const { stream } = openOn(numbers(10).source);
    await new Promise((resolve) => setTimeout(resolve, 10));
    stream.end('TOKEN_EXPIRED');
    stream.end('SERVER_DRAINING');
    expect(await bodiesOf(stream)).toEqual(['TOKEN_EXPIRED']);
  });
});

/** Counts with these rates; `refused` tells which limit is reached, null where a stream was opened. */
function counting(all: number, rates: Partial<Rates>) {
  const count = createStreamCounts({ all, usual: { ...USUAL_RATES, ...rates } });
  const open = (company: string, sub: string, limits: CompanyLimits | null = null) =>
    count({ company, sub, limits });
  const refused = (...given: Parameters<typeof open>) => {
    const taken = open(...given);
    return typeof taken === 'string' ? taken : null;
  };
  return { open, refused };
}

describe('the number of streams', () => {
  it('is bounded for a caller, a company and in all, and let go of', () => {
    const { open, refused } = counting(4, { streams: 3, callerStreams: 2 });
    const first = open('acme', 'a');
    expect([refused('acme', 'a'), refused('acme', 'a')]).toEqual([null, 'callerStreams']);
    expect([refused('acme', 'b'), refused('acme', 'c')]).toEqual([null, 'streams']);
    expect([refused('harbor', 'a'), refused('harbor', 'a')]).toEqual([null, 'all']);
    if (typeof first !== 'string') first();
    expect(refused('harbor', 'a')).toBeNull();
  });

  it('is what the registry says of a company', () => {
    const { refused } = counting(100, { streams: 3, callerStreams: 2 });
    const limits = { streams: 2, callerStreams: 1 };
    expect([refused('acme', 'a', limits), refused('acme', 'a', limits)]).toEqual([null, 'callerStreams']);
    expect([refused('acme', 'b', limits), refused('acme', 'c', limits)]).toEqual([null, 'streams']);
    expect([refused('harbor', 'a'), refused('harbor', 'a')]).toEqual([null, null]);
  });

  it('leaves the last tenth of all places to companies that have few', () => {
    const { refused } = counting(1000, { streams: 5000, callerStreams: 5000 });
    const counted = Array.from({ length: 1000 }, () => refused('acme', 'a'));
    expect(counted.filter((limit) => limit === null)).toHaveLength(900);
    expect(counted.at(-1)).toBe('all');
    const theirs = Array.from({ length: 12 }, () => refused('harbor', 'a'));
    expect(theirs.filter((limit) => limit === null)).toHaveLength(10);
    expect(refused('nimbus', 'a')).toBeNull();
  });
});
