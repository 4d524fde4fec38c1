import { describe, expect, it } from '@jest/globals';
import { registryContents } from '#schema/wire/registry.ts';
import { etagOf, matchesVersion, registryOf } from './registry-rules.ts';

const acme = {
  slug: 'acme',
  issuer: 'https://id.acme.example',
  jwksUri: 'https://id.acme.example/jwks',
  subgraphUrl: null,
  schemaHash: 'h1',
};
const schemas = [{ hash: 'h1', sdl: 'type Query { a: Int }' }];

describe('the registry', () => {
  it('has the shape of the wire, and a version that is its contents', () => {
    const contents = registryOf('type Query { b: Int }', [acme], schemas);
    expect(registryContents.parse(contents)).toEqual(contents);
    expect(registryOf('type Query { b: Int }', [{ ...acme }], schemas).version).toBe(contents.version);
    const moved = registryOf(
      'type Query { b: Int }',
      [{ ...acme, jwksUri: 'https://other.example' }],
      schemas,
    );
    expect(moved.version).not.toBe(contents.version);
  });

  it('knows its version in If-None-Match', () => {
    expect(etagOf('v1')).toBe('"v1"');
    for (const header of ['"v1"', 'W/"v1"', '"v0", "v1"', '*'])
      expect(matchesVersion(header, 'v1')).toBe(true);
    for (const header of [undefined, '', 'v1', '"v2"']) expect(matchesVersion(header, 'v1')).toBe(false);
  });
});
