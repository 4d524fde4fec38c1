import { describe, expect, it } from '@jest/globals';
import { readBody, readSearch } from './operation-reader.ts';

const HASH = '0123456789abcdef'.repeat(4);
const OTHER = 'f'.repeat(64);
const query = '{ me { subject } }';
const persisted = (sha256Hash: unknown, version: unknown = 1) => ({
  persistedQuery: { version, sha256Hash },
});
const post = (body: unknown) => readBody(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
const get = (given: Record<string, unknown>) => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(given))
    search.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return readSearch(search.toString());
};

describe('a document named by its hash', () => {
  const spellings: [string, Record<string, unknown>, string][] = [
    ['documentId', { documentId: `sha256:${HASH}` }, ''],
    ['documentId without what it is', { documentId: HASH }, ''],
    ['documentId in capitals', { documentId: HASH.toUpperCase() }, ''],
    ['persistedQuery', { extensions: persisted(HASH) }, ''],
    ['persistedQuery with the text', { query, extensions: persisted(HASH) }, query],
    ['both, saying the same', { documentId: `sha256:${HASH}`, extensions: persisted(HASH) }, ''],
    ['documentId beside other extensions', { documentId: HASH, extensions: { trace: true } }, ''],
  ];
  it.each(spellings)('%s, by POST and by GET', (_, given, text) => {
    expect(post(given)).toMatchObject({ documentHash: HASH, query: text, queriesOnly: false });
    expect(get(given)).toMatchObject({ documentHash: HASH, query: text, queriesOnly: true });
  });

  const wrong: [string, Record<string, unknown>][] = [
    ['another algorithm', { documentId: `md5:${HASH}` }],
    ['a hash that is too short', { documentId: HASH.slice(1) }],
    ['a hash that is too long', { documentId: `${HASH}0` }],
    ['what is no hash', { documentId: `sha256:${'g'.repeat(64)}` }],
    ['nothing', { documentId: '' }],
    ['another version', { extensions: persisted(HASH, 2) }],
    ['a version in letters', { extensions: persisted(HASH, '1') }],
    ['no version', { extensions: { persistedQuery: { sha256Hash: HASH } } }],
    ['no text', { extensions: persisted(7) }],
    ['no map', { extensions: { persistedQuery: HASH } }],
    ['a list', { extensions: { persistedQuery: [HASH] } }],
    ['two that differ', { documentId: HASH, extensions: persisted(OTHER) }],
    ['one that is good and one that is not', { documentId: HASH, extensions: persisted('x') }],
  ];
  it.each(wrong)('is not read of %s, whatever text comes with it', (_, given) => {
    const problem = expect.stringContaining('A document is named by');
    expect(post(given)).toEqual({ problem });
    expect(post({ ...given, query })).toEqual({ problem });
    expect(get(given)).toEqual({ problem });
  });

  it('is none where none is named', () => {
    for (const given of [{ query }, { query, documentId: null, extensions: null }, { query, extensions: {} }])
      expect(post(given)).toEqual({ query, queriesOnly: false });
    expect(post({ query, extensions: { persistedQuery: null } })).toMatchObject({ query });
  });
});

describe('an operation', () => {
  it.each([
    ['', 'missing'],
    ['[]', 'not a JSON object'],
    ['{', 'not a JSON object'],
    ['"query"', 'not a JSON object'],
    ['{}', '"query" is missing'],
    ['{"query":7}', '"query" is missing'],
    [`{"query":7,"documentId":"${HASH}"}`, '"query" is missing'],
    ['{"query":"{a}","variables":[]}', '"variables"'],
    ['{"query":"{a}","operationName":7}', '"operationName"'],
    ['{"query":"{a}","extensions":[]}', '"extensions"'],
  ])('is none in %j', (body, said) => {
    expect(post(body)).toEqual({ problem: expect.stringContaining(said) });
  });

  it('is text in UTF-8 without a mark before it', () => {
    expect(readBody(Buffer.from([0x7b, 0xff, 0x7d]))).toEqual({ problem: 'The body is not UTF-8.' });
    expect(post(`\ufeff${JSON.stringify({ query })}`)).toEqual({ problem: expect.stringContaining('JSON') });
  });

  it('comes with its name and variables', () => {
    const given = { query, operationName: 'Me', variables: { a: [1] } };
    expect(post(given)).toEqual({ ...given, queriesOnly: false });
    expect(get(given)).toEqual({ ...given, queriesOnly: true });
    expect(get({ query, variables: 'no JSON' })).toEqual({ problem: expect.stringContaining('"variables"') });
  });
});
