import { describe, expect, it } from '@jest/globals';
import { contractSdl, sharedSdl } from '../sdl.ts';
import { checkCompanySchema } from './company-schema.ts';
import { checkLimits, checkSize, SDL_LIMITS } from './limits-rule.ts';
import { readSdl } from './sdl-model.ts';

const found = (sdl: string) => checkLimits(readSdl(sdl)).map(({ coordinate }) => coordinate);
const inputs = (depth: number) =>
  Array.from(
    { length: depth },
    (_, at) => `input I${at} { a: Int ${at + 1 < depth ? `next: [I${at + 1}!]!` : ''} }`,
  ).join('\n');

describe('limits of an SDL', () => {
  it('leave the contract and the shared schema room', () => {
    for (const sdl of [contractSdl(), sharedSdl()]) {
      expect([...checkSize(sdl), ...checkLimits(readSdl(sdl))]).toEqual([]);
      expect(sdl.length * 4).toBeLessThan(SDL_LIMITS.bytes);
    }
  });

  it('count bytes, not characters', () => {
    expect(checkSize('a'.repeat(SDL_LIMITS.bytes))).toEqual([]);
    expect(checkSize('é'.repeat(SDL_LIMITS.bytes / 2 + 1))).toHaveLength(1);
  });

  it('refuse what is too large before it is parsed, and too many tokens while it is', () => {
    const check = (companySdl: string) =>
      checkCompanySchema({ company: 'acme', companySdl, contractSdl: contractSdl(), sharedSdl: sharedSdl() });
    expect(
      check('type A { ')
        .concat(check('{'.repeat(SDL_LIMITS.bytes + 1)))
        .map(({ rule }) => rule),
    ).toEqual(['readable', 'limits']);
    expect(check('a '.repeat(SDL_LIMITS.tokens + 1))[0]?.message).toMatch(/token|Unexpected/i);
  });

  it('measure input types, one within another', () => {
    expect(found(inputs(SDL_LIMITS.inputDepth))).toEqual([]);
    expect(found(inputs(SDL_LIMITS.inputDepth + 1))).toEqual(['I0']);
    expect(found('input A { a: A b: B } input B { a: A }')).toEqual([]);
  });

  it('are quick with inputs that all lead to each other', () => {
    const names = Array.from({ length: 200 }, (_, at) => `I${at}`);
    const sdl = names.map(
      (name) => `input ${name} { ${names.map((other) => `f${other}: ${other}`).join(' ')} }`,
    );
    expect(() => found(sdl.join('\n'))).not.toThrow();
  });

  it('count lists, one within another', () => {
    expect(found('type A { a: [[[[Int!]!]!]!]! }')).toEqual([]);
    expect(found('type A { a: [[[[[Int]]]]] }')).toEqual(['A.a']);
  });

  it('count types, fields and directives', () => {
    const many = (length: number, text: (at: number) => string) =>
      Array.from({ length }, (_, at) => text(at)).join(' ');
    expect(found(many(SDL_LIMITS.types + 1, (at) => `scalar S${at}`))).toEqual(['schema']);
    expect(found(`type A { ${many(SDL_LIMITS.fieldsOfType + 1, (at) => `f${at}: Int`)} }`)).toEqual(['A']);
    const directives = many(SDL_LIMITS.directives + 1, () => '@tag(name: "x")');
    expect(found(`type A ${directives} { a: Int } type B { b: Int ${directives} }`)).toEqual(['A', 'B.b']);
  });
});
