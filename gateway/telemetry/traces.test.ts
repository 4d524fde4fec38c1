import { describe, expect, it } from '@jest/globals';
import { createRandomHex, createTraces } from './traces.ts';

const traces = createTraces(createRandomHex());

describe('traces', () => {
  it('go on from the caller’s, under a span of our own', () => {
    const given = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const [first, second] = [traces.continue(given), traces.continue(given)];
    expect(first).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(first).not.toContain('00f067aa0ba902b7');
    expect(second).not.toBe(first);
  });

  it('begin anew where the caller has none, or one that is none', () => {
    for (const given of [undefined, '00-x']) {
      expect(traces.continue(given)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
    }
  });

  it('are never the same twice', () => {
    const begun = new Set(Array.from({ length: 5000 }, () => traces.begin()));
    expect(begun.size).toBe(5000);
  });
});
