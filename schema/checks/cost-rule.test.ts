import { describe, expect, it } from '@jest/globals';
import { contractSdl, sharedSdl } from '../sdl.ts';
import { checkCosts, MOST_WEIGHT } from './cost-rule.ts';
import { readSdl } from './sdl-model.ts';

const found = (sdl: string) => checkCosts(readSdl(sdl)).map(({ coordinate }) => coordinate);

describe('costs of an SDL', () => {
  it('are sound in the contract and in the shared schema', () => {
    expect([contractSdl(), sharedSdl()].flatMap(found)).toEqual([]);
  });

  it.each([
    ['@cost(weight: -1)', 'A.a'],
    [`@cost(weight: ${MOST_WEIGHT + 1})`, 'A.a'],
    ['@cost(weight: 99999999999999999999999)', 'A.a'],
    ['@cost(weight: 1.5)', 'A.a'],
    ['@cost(weight: "free")', 'A.a'],
    ['@listSize(assumedSize: 0)', 'A.a'],
    ['@listSize(assumedSize: -5)', 'A.a'],
    [`@listSize(assumedSize: ${MOST_WEIGHT + 1})`, 'A.a'],
  ])('are not %s', (directive, coordinate) => {
    expect(found(`type A { a: [Int] ${directive} }`)).toEqual([coordinate]);
  });

  it.each([
    '@cost(weight: 0)',
    `@cost(weight: ${MOST_WEIGHT})`,
    '@listSize(assumedSize: 1, slicingArguments: ["first"])',
    '@listSize(assumedSize: null, slicingArguments: ["first"])',
    '@listSize(slicingArguments: ["first"])',
  ])('may be %s', (directive) => {
    expect(found(`type A { a(first: Int): [Int] ${directive} }`)).toEqual([]);
  });

  it('are looked at wherever they stand', () => {
    const bad = '@cost(weight: -1)';
    const sdl = `type A ${bad} { a(b: Int ${bad}): Int } input I { c: Int ${bad} } enum E ${bad} { X } scalar S ${bad} extend type A { d: Int ${bad} }`;
    expect(found(sdl)).toEqual(['A', 'A.a(b:)', 'A.d', 'I.c', 'E', 'S']);
  });
});
