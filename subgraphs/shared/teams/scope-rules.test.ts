import { describe, expect, it } from '@jest/globals';
import { scopeWarnings } from './scope-rules.ts';

const kinds = (companies: number, participants: number, openThreads: number) =>
  scopeWarnings({ teamId: 't', companies, participants, openThreads }).map(({ kind }) => kind);

describe('the warnings of scope', () => {
  it('begin above the limits', () => {
    expect(kinds(5, 25, 20)).toEqual([]);
    expect(kinds(6, 25, 20)).toEqual(['MANY_COMPANIES']);
    expect(kinds(6, 26, 21)).toEqual(['MANY_COMPANIES', 'MANY_PARTICIPANTS', 'MANY_OPEN_THREADS']);
  });
});
