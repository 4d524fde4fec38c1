import { describe, expect, it } from '@jest/globals';
import { expectedData } from '../../bench/tenant/programs.ts';
import { Latencies, slopePerMinute } from '../../bench/soak/figures.ts';
import { verdictOf } from '../../bench/soak/judge.ts';

const errorAt = (index: number, code = 'SUBGRAPH_UNAVAILABLE') => ({
  message: 'm',
  path: ['team', 'participants', index, 'agent'],
  extensions: { code },
});
const without = (errors: readonly object[]) => JSON.stringify({ data: expectedData(false), errors });
const told = [0, 2, 4].map((index) => errorAt(index));

describe('the judge of a soak', () => {
  const whole = JSON.stringify({ data: expectedData(true) });

  it('knows both right answers', () => {
    expect(verdictOf(200, whole)).toBe('whole');
    expect(verdictOf(200, without(told))).toBe('partly');
    expect(verdictOf(200, without([errorAt(0, 'SUBGRAPH_TIMEOUT'), ...told.slice(1)]))).toBe('partly');
  });

  it.each([
    ['another status', 503, whole],
    ['another text', 200, whole.replace('Rollout', 'rollout')],
    ['whole data and an error', 200, JSON.stringify({ data: expectedData(true), errors: told })],
    ['a loss that is not told of', 200, without(told.slice(1))],
    ['an error at another’s field', 200, without([...told.slice(1), errorAt(1)])],
    ['another code', 200, without([...told.slice(1), errorAt(0, 'INTERNAL_SERVER_ERROR')])],
    ['an error twice', 200, without([...told, errorAt(0)])],
    ['no data', 200, '{"errors":[]}'],
  ])('takes for wrong: %s', (_, status, text) => expect(verdictOf(status, text)).toBe('wrong'));
});

describe('the figures of a soak', () => {
  it('have quantiles in tenths of a millisecond', () => {
    const latencies = new Latencies();
    expect(latencies.quantile(0.5)).toBe(0);
    for (let ms = 1; ms <= 100; ms += 1) latencies.add(ms);
    expect([0.5, 0.99, 1].map((part) => latencies.quantile(part))).toEqual([50, 99, 100]);
  });

  it('say how fast something grows', () => {
    const samples = [0, 30, 60].map((second) => ({ second, value: 10 + second / 20 }));
    expect(slopePerMinute(samples)).toBeCloseTo(3);
    expect(slopePerMinute([])).toBe(0);
  });
});
