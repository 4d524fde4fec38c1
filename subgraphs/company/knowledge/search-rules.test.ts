import { describe, expect, it } from '@jest/globals';
import { testId } from '../testkit/acme-scenario.ts';
import {
  askedSources,
  hitKey,
  readHitKey,
  snippetParts,
  sourcesToSearch,
  writeHitKey,
} from './search-rules.ts';

const documentId = testId('doc', 'D1');

describe('the place of a hit', () => {
  it.each([0, 1, 0.1, 1e-20, 0.09090909361839294])('with rank %p is written and read back', (rank) => {
    const text = writeHitKey({ rank, documentId });
    expect(hitKey.read(text)).toBe(text);
    expect(readHitKey(text)).toEqual({ rank, documentId });
  });

  it.each([
    '',
    `x ${documentId}`,
    '0.5 msg_01JQZX5T8E7W3N6K9M2P4R5S6T',
    `0.5 ${documentId} 1`,
    `-1 ${documentId}`,
    `NaN ${documentId}`,
  ])('is not %j', (text) => {
    expect(hitKey.read(text)).toBeNull();
    expect(readHitKey(text)).toBeNull();
  });
});

describe('where to look', () => {
  it.each([
    [['all', null, null], 'all'],
    [
      ['all', ['a', 'b'], null],
      ['a', 'b'],
    ],
    [[['a', 'b'], ['b', 'c'], null], ['b']],
    [['all', ['a', 'b'], ['b', 'b']], ['b']],
    [[['a'], null, []], []],
    [[[], null, null], []],
  ] as const)('is in %j: %j', (lists, expected) => {
    expect(sourcesToSearch(...lists)).toEqual(expected);
  });

  it('is never outside the company, and at most in 100 sources', () => {
    const own = testId('kno', 'RVNBKS');
    expect(askedSources(undefined, 'acme')).toBeNull();
    expect(askedSources([own, testId('kno', 'RVNBKS', 'harbor'), "'", ''], 'acme')).toEqual([own]);
    expect(() => askedSources(Array<string>(101).fill(own), 'acme')).toThrow('at most 100');
  });
});

describe('the parts of a snippet', () => {
  it.each([
    ['', []],
    ['a', [['a', false]]],
    [
      'a \u0002b\u0003 c',
      [
        ['a ', false],
        ['b', true],
        [' c', false],
      ],
    ],
    [
      '\u0002a\u0003\u0002b\u0003',
      [
        ['a', true],
        ['b', true],
      ],
    ],
    [
      '\u0003a\u0002b',
      [
        ['a', false],
        ['b', true],
      ],
    ],
    [
      '<b>\u0002a\u0003</b>',
      [
        ['<b>', false],
        ['a', true],
        ['</b>', false],
      ],
    ],
  ] as const)('of %j', (marked, parts) => {
    expect(snippetParts(marked).map(({ text, match }) => [text, match])).toEqual(parts);
  });
});
