import { describe, expect, it } from '@jest/globals';
import { Deadlines } from './deadlines.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('deadlines', () => {
  it('end what is not done, each at its own time and once', async () => {
    const deadlines = new Deadlines();
    const ended: string[] = [];
    const add = (name: string, timeoutMs: number) =>
      deadlines.add(timeoutMs, { expire: () => ended.push(name) });
    add('long', 60);
    add('first', 20);
    add('second', 20);
    expect(ended).toEqual([]);
    await pause(40);
    expect(ended).toEqual(['first', 'second']);
    await pause(60);
    expect(ended).toEqual(['first', 'second', 'long']);
  });

  it('leave alone what was done before, wherever it stood', async () => {
    const deadlines = new Deadlines();
    const ended: number[] = [];
    const all = [0, 1, 2, 3].map((name) => deadlines.add(20, { expire: () => ended.push(name) }));
    for (const name of [0, 2, 2]) all[name]?.clear();
    await pause(40);
    expect(ended).toEqual([1, 3]);
    all[1]?.clear();
  });

  it('go on after nothing was timed for a while, by when each came', async () => {
    const deadlines = new Deadlines();
    const ended: string[] = [];
    deadlines.add(30, { expire: () => ended.push('none') }).clear();
    await pause(20);
    deadlines.add(30, { expire: () => ended.push('one') });
    await pause(20);
    expect(ended).toEqual([]);
    await pause(30);
    expect(ended).toEqual(['one']);
    deadlines.add(10, { expire: () => ended.push('two') });
    await pause(30);
    expect(ended).toEqual(['one', 'two']);
  });
});
