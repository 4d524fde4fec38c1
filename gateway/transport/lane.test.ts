import { describe, expect, it } from '@jest/globals';
import { SubgraphFailure } from '../errors.ts';
import { createLane, type LaneLimits } from './lane.ts';

const limits: LaneLimits = {
  concurrency: 2,
  waiting: 2,
  breaker: { failures: 3, windowMs: 1000, openMs: 500 },
};

/** A lane with a clock of its own, and calls that end when the test says. */
function setUp(more: Partial<LaneLimits> = {}) {
  const time = { now: 0 };
  const lane = createLane({ ...limits, ...more }, () => time.now);
  const started: string[] = [];
  const open = (name: string, timeoutMs = 10_000) => {
    let end = () => {};
    const result = lane.run(timeoutMs, () => {
      started.push(name);
      return new Promise<string>((resolve) => (end = () => resolve(name)));
    });
    result.catch(() => undefined);
    return { result, end: () => end() };
  };
  const fail = (code: SubgraphFailure['code']) =>
    lane.run(100, () => Promise.reject(new SubgraphFailure(code, 'broken'))).catch((error: unknown) => error);
  return { lane, time, started, open, fail };
}

const settled = () => new Promise((done) => setImmediate(done));

describe('a lane', () => {
  it('lets so many calls run, the next in order wait, and refuses more', async () => {
    const { open, started } = setUp();
    const [a, , c, d, e] = ['a', 'b', 'c', 'd', 'e'].map((name) => open(name));
    await expect(e?.result).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(started).toEqual(['a', 'b']);
    a?.end();
    await settled();
    expect(started).toEqual(['a', 'b', 'c']);
    c?.end();
    await settled();
    expect(started).toEqual(['a', 'b', 'c', 'd']);
    d?.end();
    expect(await d?.result).toBe('d');
  });

  it('lets nobody wait past their time, and keeps no place for who has gone', async () => {
    const { open, started } = setUp({ concurrency: 1 });
    const first = open('a');
    await expect(open('late', 20).result).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
    const next = open('b');
    first.end();
    await settled();
    expect(started).toEqual(['a', 'b']);
    next.end();
    await next.result;
    const last = open('c');
    await settled();
    last.end();
    expect(await last.result).toBe('c');
  });

  it('takes the time waited off the time of the call', async () => {
    const { lane, open, time } = setUp({ concurrency: 1 });
    const first = open('a');
    let left = 0;
    const second = lane.run(1000, (ms) => Promise.resolve((left = ms)));
    time.now = 300;
    first.end();
    await second;
    expect(left).toBe(700);
  });

  it.each(['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT'] as const)(
    'asks no more after three times %s, tries after a while, and goes on when that went well',
    async (code) => {
      const { lane, time, fail } = setUp();
      let asked = 0;
      const ask = () => lane.run(100, () => Promise.resolve((asked += 1)));
      for (let turn = 0; turn < 3; turn += 1) expect(await fail(code)).toMatchObject({ message: 'broken' });
      await expect(ask()).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
      expect(asked).toBe(0);
      time.now = 500;
      await ask();
      await ask();
      expect(asked).toBe(2);
    },
  );

  it('lets one call alone try, and the refusal of others does not count against it', async () => {
    const { lane, time, open, fail } = setUp();
    for (let turn = 0; turn < 3; turn += 1) await fail('SUBGRAPH_TIMEOUT');
    time.now = 500;
    const trial = open('trial');
    await expect(open('another').result).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    trial.end();
    await trial.result;
    expect(await lane.run(100, () => Promise.resolve('well'))).toBe('well');
  });

  it('takes garbage for a sign of life', async () => {
    const { lane, fail } = setUp();
    for (let turn = 0; turn < 9; turn += 1) await fail('SUBGRAPH_INVALID_RESPONSE');
    expect(await lane.run(100, () => Promise.resolve('asked'))).toBe('asked');
  });

  it('loses no place to failures', async () => {
    const { lane, fail } = setUp({ concurrency: 1, breaker: { ...limits.breaker, failures: 99 } });
    for (let turn = 0; turn < 20; turn += 1) await fail('SUBGRAPH_TIMEOUT');
    expect(await lane.run(100, () => Promise.resolve('asked'))).toBe('asked');
  });
});
