import { describe, expect, it } from '@jest/globals';
import { groupLoader, rowLoader } from './batch-loader.ts';

const rows = [
  { id: 'b', owner: 'x' },
  { id: 'a', owner: 'x' },
  { id: 'c', owner: 'y' },
];

describe('a batch loader', () => {
  it('reads all keys of a moment at once, each once, and null for what is not there', async () => {
    const batches: (readonly string[])[] = [];
    const read = (keys: readonly string[]) => {
      batches.push(keys);
      return Promise.resolve(rows.filter(({ id }) => keys.includes(id)));
    };
    const loader = rowLoader(read, ({ id }) => id);
    const found = await Promise.all(['a', 'none', 'b', 'a'].map((key) => loader.load(key)));
    expect(found).toEqual([rows[1], null, rows[0], rows[1]]);
    expect(batches).toEqual([['a', 'none', 'b']]);
  });

  it('keeps the order of what belongs to one key', async () => {
    const loader = groupLoader(
      () => Promise.resolve(rows),
      ({ owner }) => owner,
    );
    const found = await Promise.all(['y', 'none', 'x'].map((key) => loader.load(key)));
    expect(found).toEqual([[rows[2]], [], [rows[0], rows[1]]]);
  });
});
