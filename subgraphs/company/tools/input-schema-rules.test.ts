import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inputSchemaProblem } from './input-schema-rules.ts';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';
const problemOf = (schema: unknown) => inputSchemaProblem(JSON.stringify(schema));
const nested = (levels: number): object => (levels === 0 ? {} : { properties: { a: nested(levels - 1) } });

describe("a tool's schema", () => {
  it.each([
    {},
    {
      $schema: DRAFT,
      type: 'object',
      properties: { query: { type: 'string', pattern: '^[a-z]+$' } },
      required: ['query'],
    },
    { $defs: { a: { type: 'integer' } }, properties: { a: { $ref: '#/$defs/a' } } },
    { type: 'string', format: 'date-time', 'x-ours': true },
    nested(15),
  ])('may be %j', (schema) => expect(problemOf(schema)).toBeNull());

  it.each([
    ['no JSON', '{', 'is not a JSON object'],
    ['a boolean', 'true', 'is not a JSON object'],
    ['a list', '[]', 'is not a JSON object'],
    ['half of a character', '{"title":"\ud800"}', 'is not a JSON object'],
    ['another draft', '{"$schema":"http://json-schema.org/draft-07/schema#"}', 'another draft'],
    ['a draft that is no text', '{"$schema":7}', 'another draft'],
    ['a wrong type', '{"type":"text"}', 'breaks its draft at "/type"'],
    ['a wrong place', '{"properties":{"a":{"minimum":"1"}}}', '/properties/a/minimum'],
    ['a pattern that is none', '{"properties":{"a":{"pattern":"("}}}', 'no regular expression'],
    ['a patterned name that is none', '{"patternProperties":{"[":{}}}', 'no regular expression'],
    [
      'a reference to elsewhere',
      '{"properties":{"a":{"$ref":"https://evil.example/s"}}}',
      'outside of itself',
    ],
    ['a relative reference', '{"allOf":[{"$dynamicRef":"other"}]}', 'outside of itself'],
  ])('may not be %s', (_case, text, problem) => expect(inputSchemaProblem(text)).toContain(problem));

  it('is bounded in size and depth', () => {
    expect(problemOf({ title: 'a'.repeat(33_000) })).toContain('32 KiB');
    expect(problemOf(nested(25))).toContain('levels deep');
    expect(inputSchemaProblem('['.repeat(32_000))).toContain('is not a JSON object');
    expect(inputSchemaProblem(`{"a":${'['.repeat(16_000)}${']'.repeat(16_000)}}`)).toContain('levels deep');
  });

  it('is judged without throwing, whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => ['string', 'object'].includes(typeof inputSchemaProblem(text))),
    );
    fc.assert(
      fc.property(fc.json(), (text) => ['string', 'object'].includes(typeof inputSchemaProblem(text))),
    );
  });
});
