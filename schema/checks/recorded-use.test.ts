import { describe, expect, it } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { breakingChanges } from './breaking-changes.ts';
import { coordinatesIn } from './coordinates.ts';
import type { Finding } from './finding.ts';
import { isCompleteRecord, type RecordedUse } from './recorded-use.ts';

const BEFORE = `
  enum Kind { A B C }
  input Filter { kind: Kind text: String }
  type Thing { id: ID! name: String parts(filter: Filter, first: Int): [Thing] }
  type Other { id: ID! }
  union Any = Thing | Other
  type Query { thing(kind: Kind): Thing any: Any other: Other }
`;
const before = buildSchema(BEFORE);

function recorded(...texts: string[]): RecordedUse[] {
  const operations = texts.map((text, at) => {
    const coordinates = [...coordinatesIn(parse(text), before)].sort();
    return { hash: `${at}`.repeat(64), coordinates, count: at + 1, lastDay: '2026-11-22' };
  });
  return [{ company: 'acme', since: '2026-11-01', dropped: 0, operations }];
}

async function weigh(change: (sdl: string) => string, ...texts: string[]): Promise<readonly Finding[]> {
  expect(change(BEFORE)).not.toBe(BEFORE);
  const use = { known: true, documents: [], recorded: recorded(...texts) };
  return breakingChanges(before, buildSchema(change(BEFORE)), use);
}
const weights = (findings: readonly Finding[]) =>
  findings
    .filter(({ severity }) => severity !== 'note')
    .map(({ severity, coordinate }) => `${severity} ${coordinate}`);

const cut = (text: string) => (sdl: string) => sdl.replace(text, '');
const put = (text: string, other: string) => (sdl: string) => sdl.replace(text, other);

describe('a change weighed by recorded operations', () => {
  it.each<[string, (sdl: string) => string, string, string[]]>([
    ['a field that is used', cut('name: String'), '{ thing { name } }', ['error Thing.name']],
    ['a field that is not', cut('name: String'), '{ thing { id } }', ['warning Thing.name']],
    [
      'an argument that is used',
      cut(', first: Int'),
      '{ thing { parts(first: 1) { id } } }',
      ['error Thing.parts.first'],
    ],
    [
      'an argument that is not',
      cut(', first: Int'),
      '{ thing { parts { id } } }',
      ['warning Thing.parts.first'],
    ],
    ['a value that is said', cut(' C '), '{ thing(kind: C) { id } }', ['error Kind.C']],
    ['a value that is not', cut(' C '), '{ thing(kind: A) { id } }', ['warning Kind.C']],
    ['a value that may come', cut(' C '), 'query ($k: Kind) { thing(kind: $k) { id } }', ['error Kind.C']],
    [
      'a value that may come in an input',
      cut(' C '),
      'query ($f: Filter) { thing { parts(filter: $f) { id } } }',
      ['error Kind.C'],
    ],
    [
      'an argument demanded',
      put('first: Int', 'first: Int, more: Int!'),
      '{ thing { parts { id } } }',
      ['error Thing.parts.more'],
    ],
    [
      'one demanded of others',
      put('first: Int', 'first: Int, more: Int!'),
      '{ thing { id } }',
      ['warning Thing.parts.more'],
    ],
    [
      'one that becomes demanded',
      put('first: Int', 'first: Int!'),
      '{ thing { parts { id } } }',
      ['error Thing.parts.first'],
    ],
    [
      "an input's field demanded",
      put('text: String', 'text: String more: Int!'),
      '{ thing { parts(filter: { kind: A }) { id } } }',
      ['error Filter.more'],
    ],
    ['a member of a union', cut(' | Other'), '{ any { ... on Thing { id } } }', ['error Any']],
    ['a type', put('any: Any', 'any: Other'), '{ any { __typename } }', ['error Query.any']],
  ])('%s', async (_, change, text, expected) => {
    expect(weights(await weigh(change, text))).toEqual(expect.arrayContaining(expected));
  });

  it('names those that use it most, and how many more there are', async () => {
    const texts = Array.from({ length: 7 }, () => '{ thing { name } }');
    const [finding] = await weigh(cut('name: String'), ...texts);
    expect(finding?.documents).toEqual([
      'acme/recorded 66666666 (7 times, last on 2026-11-22)',
      ...[5, 4, 3, 2].map((n) => `acme/recorded ${`${n}`.repeat(8)} (${n + 1} times, last on 2026-11-22)`),
      'acme/recorded: 2 more',
    ]);
  });
});

describe('a record', () => {
  const record = { company: 'acme', since: '2026-11-15', dropped: 0, operations: [] };
  it.each([
    ['after a week', record, true],
    ['before', { ...record, since: '2026-11-16' }, false],
    ['with a gap', { ...record, dropped: 1 }, false],
  ])('%s', (_, one, complete) => {
    expect(isCompleteRecord(one, '2026-11-22')).toBe(complete);
  });
});
