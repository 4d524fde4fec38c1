import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createTurns } from './turns.ts';

/** Has all pieces wait, and tells in which order they were done. */
async function orderOf(owners: readonly string[]): Promise<string[]> {
  const turns = createTurns();
  const done: string[] = [];
  let open: () => void = () => undefined;
  const first = turns.take('first', () => new Promise<void>((resolve) => (open = resolve)));
  const all = owners.map((owner, n) =>
    turns.take(owner, async () => {
      await Promise.resolve();
      done.push(`${owner}${n}`);
    }),
  );
  open();
  await Promise.all([first, ...all]);
  return done;
}

describe('turns', () => {
  it('go around among those who wait, each in its own order', async () => {
    expect(await orderOf(['a', 'a', 'a', 'a', 'b', 'b', 'c'])).toEqual([
      ...['a0', 'b4', 'c6', 'a1', 'b5', 'a2', 'a3'],
    ]);
  });

  it('come to whoever has one piece after one piece of each other at the most', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 60 }), async (owners) => {
        const order = await orderOf([...owners, 'late']);
        expect(order).toHaveLength(owners.length + 1);
        expect(order.indexOf(`late${owners.length}`)).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('go on after a piece that fails', async () => {
    const turns = createTurns();
    const failing = turns.take('a', () => Promise.reject(new Error('no')));
    const next = turns.take('a', () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
    expect(await turns.take('b', () => Promise.resolve('again'))).toBe('again');
  });
});
