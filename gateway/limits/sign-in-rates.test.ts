import { describe, expect, it } from '@jest/globals';
import { createSignInGate } from './sign-in-rates.ts';

const RATES = {
  address: { perSecond: 1, burst: 3 },
  door: { perSecond: 1, burst: 2 },
  sessions: { perSecond: 1, burst: 2 },
};
const times = (count: number, take: () => number) => Array.from({ length: count }, take);

describe('the gate of signing in', () => {
  it('has a bucket for each address, each door and each company’s sessions, and none of them drains another', () => {
    const gate = createSignInGate(RATES);
    expect(times(4, () => gate.stranger('192.0.2.1', 1000))).toEqual([0, 0, 0, 1000]);
    expect(gate.stranger('192.0.2.2', 1000)).toBe(0);
    expect(times(3, () => gate.door('acme', 1000))).toEqual([0, 0, 1000]);
    expect([gate.door('harbor', 1000), gate.session('acme', 1000)]).toEqual([0, 0]);
  });

  it('opens again as time goes by', () => {
    const gate = createSignInGate(RATES);
    times(3, () => gate.stranger('192.0.2.1', 1000));
    expect(gate.stranger('192.0.2.1', 1999)).toBe(1);
    expect(gate.stranger('192.0.2.1', 2000)).toBe(0);
  });
});
