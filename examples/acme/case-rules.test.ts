import { describe, expect, it } from '@jest/globals';
import { caseInputErrors, type CaseInput } from './case-rules.ts';

const input: CaseInput = { threadId: 'thr_01JQ0000000000000000000000', summary: 'A matter' };
const paths = (changed: Partial<CaseInput>) =>
  caseInputErrors({ ...input, ...changed }).map(({ path }) => path?.join('.'));

describe("a case's input", () => {
  it('is taken', () => {
    expect(paths({})).toEqual([]);
    expect(paths({ exposure: '1,000 EUR' })).toEqual([]);
  });

  it('is told all that is wrong at once', () => {
    expect(paths({ threadId: 'x', summary: ' ', exposure: 'a\nb' })).toEqual([
      'input.threadId',
      'input.summary',
      'input.exposure',
    ]);
    expect(paths({ summary: 'x'.repeat(501), exposure: 'x'.repeat(201) })).toHaveLength(2);
  });
});
