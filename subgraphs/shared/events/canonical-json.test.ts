import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson, type JsonValue } from './canonical-json.ts';

const isStorable = (value: unknown) => !JSON.stringify(value).includes('\\u0000');

describe('canonical JSON', () => {
  // From RFC 8785, sections 3.2.2 and 3.2.3.
  it('is as the RFC shows it', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const names = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 };
    expect(Object.values(JSON.parse(canonicalJson(names)) as object)).toEqual([4, 2, 6, 7, 1, 5, 3]);
  });

  it('leaves out what is undefined, and says null', () => {
    expect(canonicalJson({ b: null, a: undefined })).toBe('{"b":null}');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('has no %p', (value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it.each([['\ud800'], [{ '\udc00': 1 }], [['a\0']]])('refuses %j as its writer’s mistake', (value) => {
    expect(() => canonicalJson(value as JsonValue)).toThrow('A text has a NUL or half of a character in it.');
  });

  it('says the same of equal values, whatever the order of their names', () => {
    const property = fc.property(fc.jsonValue({ noUnicodeString: false }).filter(isStorable), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value) as JsonValue)).toBe(text);
    });
    fc.assert(property);
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, reversed(field)]),
  );
}
