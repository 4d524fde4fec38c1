import { describe, expect, it } from '@jest/globals';
import { readLimits } from './set-command.ts';
import { settingLines } from './setting-words.ts';

describe('limits as they are said', () => {
  it('are figures, or the usual again', () => {
    expect(readLimits(['depth=12', 'rootFields=usual', 'cost=1000000000'])).toEqual({
      ...{ depth: 12, rootFields: null, cost: 1_000_000_000 },
    });
  });

  it('may be said with dashes', () => {
    expect(readLimits(['requests-per-second=50', 'caller-cost-per-minute=usual'])).toEqual({
      ...{ requestsPerSecond: 50, callerCostPerMinute: null },
    });
  });

  it.each([
    ['heigth=1', 'LIMIT_UNKNOWN', 'There are: documentBytes, tokens'],
    ['toString=1', 'LIMIT_UNKNOWN', 'no limit "toString"'],
    ['=1', 'LIMIT_UNKNOWN', 'no limit ""'],
    ['depth', 'LIMIT_INVALID', 'depth=1 to depth=200'],
    ['depth=', 'LIMIT_INVALID', 'depth=usual'],
    ['depth=-1', 'LIMIT_INVALID', 'depth=1 to depth=200'],
    ['depth=0', 'LIMIT_INVALID', 'depth=1 to depth=200'],
    ['depth=201', 'LIMIT_INVALID', 'depth=1 to depth=200'],
    ['depth=1.5', 'LIMIT_INVALID', '"depth=1.5"'],
    ['depth=1e1', 'LIMIT_INVALID', '"depth=1e1"'],
    ['depth=1=2', 'LIMIT_INVALID', '"depth=1=2"'],
  ])('are refused: %s', (text, code, said) => {
    expect(() => readLimits([text])).toThrow(said);
    expect(() => readLimits([text])).toThrow(expect.objectContaining({ code, exitStatus: 2 }));
  });
});

describe('settings for people', () => {
  it('say the words that set them', () => {
    const settings = { documentPolicy: 'TRUSTED_ONLY', introspection: false, suggestions: 'NOBODY' } as const;
    const text = settingLines({ ...settings, recordOperations: true, limits: { depth: 3, cost: 9 } }).join(
      '\n',
    );
    for (const words of [
      'trusted-only',
      'introspection  off',
      'nobody',
      'recording      on',
      'depth=3 cost=9',
    ])
      expect(text).toContain(words);
    expect(settingLines({ ...settings, recordOperations: true, limits: {} }).at(-1)).toContain(
      "the gateway's own",
    );
  });
});
