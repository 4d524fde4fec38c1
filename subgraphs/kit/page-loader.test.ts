import { describe, expect, it } from '@jest/globals';
import { pageLoader } from './page-loader.ts';

describe('a page loader', () => {
  it('reads the same page of many keys at once, and another page apart', async () => {
    const reads: [readonly string[], number][] = [];
    const rows = [
      { of: 'a', n: 1 },
      { of: 'b', n: 2 },
      { of: 'a', n: 3 },
    ];
    const loader = pageLoader<(typeof rows)[number], number>(
      (keys, page) => {
        reads.push([keys, page.limit]);
        return Promise.resolve(rows);
      },
      (row) => row.of,
    );
    const page = (limit: number) => ({ limit, backward: false, after: null, before: null });
    const loaded = await Promise.all([
      loader.load('a', page(10)),
      loader.load('b', page(10)),
      loader.load('c', page(10)),
      loader.load('a', page(20)),
    ]);
    expect(loaded.map((group) => group.map(({ n }) => n))).toEqual([[1, 3], [2], [], [1, 3]]);
    expect(reads).toEqual([
      [['a', 'b', 'c'], 10],
      [['a'], 20],
    ]);
  });
});
