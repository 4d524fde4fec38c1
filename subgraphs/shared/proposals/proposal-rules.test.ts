import { describe, expect, it } from '@jest/globals';
import { isComplete, removalPanel } from './proposal-rules.ts';

const [early, late] = [new Date(1), new Date(2)];

describe('a proposal', () => {
  it.each([
    [['acme', 'harbor'], ['acme'], early, false],
    [['acme', 'harbor'], ['harbor', 'acme'], early, true],
    [['acme'], ['acme', 'left'], early, true],
    [['acme', 'came'], ['acme'], early, false],
  ])('that needs %j and has %j', (required, agreed, notBefore, complete) => {
    expect(isComplete({ required, agreed, notBefore, now: late })).toBe(complete);
  });

  it('waits for the end of its notice', () => {
    const tally = { required: ['acme'], agreed: ['acme'], notBefore: late };
    expect(isComplete({ ...tally, now: early })).toBe(false);
    expect(isComplete({ ...tally, now: late })).toBe(true);
  });

  it('to remove a company is never for one side alone', () => {
    expect(removalPanel(['acme', 'harbor'], 'harbor')).toBeNull();
    expect(removalPanel(['acme', 'harbor', 'nimbus'], 'nimbus')).toEqual(['acme', 'harbor']);
    expect(removalPanel(['acme', 'harbor'], 'nimbus')).toBeNull();
  });
});
