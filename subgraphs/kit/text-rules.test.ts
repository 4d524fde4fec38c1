import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isStorable, textProblem } from './text-rules.ts';

const LINE = { name: 'A title', most: 5, lines: false };
const TEXT = { name: 'A purpose', most: 5, lines: true };

describe('texts', () => {
  it.each(['a', 'abcde', '😀😀😀😀😀', 'Zoë', 'a b'])('takes %j', (text) => {
    expect(textProblem(text, LINE)).toBeNull();
  });

  it.each([
    ['', 'A title is blank.'],
    [' \t\n', 'A title is blank.'],
    ['abcdef', 'A title has more than 5 characters.'],
    ['😀😀😀😀😀😀', 'A title has more than 5 characters.'],
    ['a\nb', 'A title has control characters in it.'],
    ['a\0', 'A title has control characters in it.'],
    ['a\u0085', 'A title has control characters in it.'],
    ['a\ud83d', 'A title has half of a character in it: it is not well-formed Unicode.'],
    ['\ude00a', 'A title has half of a character in it: it is not well-formed Unicode.'],
  ])('refuses %j', (text, problem) => {
    expect(textProblem(text, LINE)).toBe(problem);
  });

  it('takes lines where lines are allowed, and says which ends they have', () => {
    expect(textProblem('a\n\tb', TEXT)).toBeNull();
    expect(textProblem('a\r\nb', TEXT)).toMatch(/line feed alone/);
    expect(textProblem('a\u007f', TEXT)).toMatch(/other than tab and line feed/);
  });

  it('takes nothing that PostgreSQL would not hold', () => {
    const anyText = fc.string({ unit: 'binary', maxLength: 8 });
    fc.assert(fc.property(anyText, (text) => textProblem(text, TEXT) !== null || isStorable(text)));
    fc.assert(
      fc.property(
        anyText,
        (text) => isStorable(text) === (Buffer.from(text).toString() === text && !text.includes('\0')),
      ),
    );
  });
});
