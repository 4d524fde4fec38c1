import { describe, expect, it } from '@jest/globals';
import { documentErrors, LARGEST_DOCUMENT, measured } from './document-rules.ts';
import { sourceErrors } from './source-rules.ts';

const fieldsOf = (errors: readonly { code: string; path: readonly string[] | null }[]) =>
  errors.map(({ code, path }) => `${code} ${path?.join('.') ?? ''}`);

describe('a document', () => {
  it.each([
    ['the longest text', 'x'.repeat(LARGEST_DOCUMENT), true],
    ['a byte more', 'x'.repeat(LARGEST_DOCUMENT + 1), false],
    ['as many characters, of two bytes each', 'é'.repeat(LARGEST_DOCUMENT), false],
    ['tabs and both ends of lines', 'a\tb\r\nc\n', true],
    ['characters of every kind', 'é 知識 👍 \u200b \ufeff', true],
    ['NUL', 'a\0b', false],
    ['the marks of matches', 'a\u0002b\u0003', false],
    ['an escape', '\u001b[31m', false],
    ['a control of ISO 8859', 'a\u0085', false],
    ['half of a character', 'a\ud800b', false],
    ['nothing', '', false],
    ['blanks', ' \n\t', false],
  ])('of %s', (_case, body, isFine) => {
    expect(fieldsOf(documentErrors({ body }))).toEqual(isFine ? [] : ['INVALID_INPUT input.body']);
  });

  it('has a title and a name of one line', () => {
    expect(documentErrors({ title: 'T', name: 'a/b.md' })).toEqual([]);
    expect(documentErrors({})).toEqual([]);
    const wrong = documentErrors({ title: '', name: 'x'.repeat(256), body: '' });
    expect(fieldsOf(wrong)).toEqual(['title', 'name', 'body'].map((field) => `INVALID_INPUT input.${field}`));
    expect(fieldsOf(documentErrors({ title: 'a\nb', name: 'a\0' }))).toHaveLength(2);
  });

  it('is measured in bytes', () => {
    expect(measured('é')).toEqual({
      body: 'é',
      size: 2,
      sha256: '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c',
    });
  });
});

describe('a source', () => {
  it('has a title, and perhaps a description', () => {
    expect(sourceErrors({ title: 'T', description: 'a\nb' })).toEqual([]);
    expect(sourceErrors({ description: null })).toEqual([]);
    const wrong = sourceErrors({ title: ' ', description: 'x'.repeat(2001) });
    expect(fieldsOf(wrong)).toEqual(['INVALID_INPUT input.title', 'INVALID_INPUT input.description']);
  });
});
