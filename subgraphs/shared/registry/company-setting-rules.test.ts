import { describe, expect, it } from '@jest/globals';
import { mergeLimits } from './company-setting-rules.ts';

describe('a change of limits', () => {
  it('leaves what it does not name', () => {
    expect(mergeLimits({ depth: 5, aliases: 3 }, { depth: 7 })).toEqual({ depth: 7, aliases: 3 });
  });

  it("takes a company's own back", () => {
    expect(mergeLimits({ depth: 5, aliases: 3 }, { depth: null, cost: null })).toEqual({ aliases: 3 });
  });
});
