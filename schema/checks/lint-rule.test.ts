import { expect, it } from '@jest/globals';
import { contractSdl, sharedSdl } from '../sdl.ts';
import { lint } from './lint-rule.ts';
import { readSdl } from './sdl-model.ts';

const found = (sdl: string, skip: (coordinate: string) => boolean = () => false) =>
  lint(readSdl(sdl), { today: '2026-11-22', skip }).map(({ rule, coordinate }) => `${rule} ${coordinate}`);

it('finds nothing in our own schemas', () => {
  expect(found(contractSdl())).toEqual([]);
  expect(found(sharedSdl())).toEqual([]);
});

it('wants descriptions on types, fields, arguments and enum values', () => {
  expect(found('type A { "said" a(b: Int): Int }')).toEqual(['description A', 'description A.a(b:)']);
  expect(found('"said" enum E { ONE } "said" input I { a: Int }')).toEqual([
    'description E.ONE',
    'description I.a',
  ]);
  expect(found('extend type A { "said" b: Int }')).toEqual([]);
});

it('wants names of one kind', () => {
  expect(found('"s" type a_b { "s" Field: Int } "s" enum E { "s" lower }')).toEqual([
    'naming a_b',
    'naming a_b.Field',
    'naming E.lower',
  ]);
});

it('wants a deprecation to say until when, and tells when its time is over', () => {
  const field = (reason: string) => `"s" type A { "s" a: Int @deprecated(reason: "${reason}") }`;
  expect(found(field('use b'))).toEqual(['deprecation A.a']);
  expect(found(field('use b, until 2027-03-31'))).toEqual([]);
  expect(found(field('use b, until 2026-11-21'))).toEqual(['deprecation A.a']);
});

it('leaves out what somebody else declares', () => {
  expect(found('type A { a: Int b: Int }', (coordinate) => coordinate !== 'A.b')).toEqual([
    'description A.b',
  ]);
});
