import { describe, expect, it } from '@jest/globals';
import { readRegistry } from './registry-snapshot.ts';

const company = (slug: string, issuer: string) => ({
  slug,
  issuer,
  jwksUri: `http://${slug}.test/jwks`,
  subgraphUrl: null,
  schemaHash: 'h',
});
const contents = (...companies: object[]) => ({
  version: '1',
  sharedSdl: 's',
  schemas: { h: 'sdl' },
  companies,
});

describe('a registry snapshot', () => {
  it('finds companies by slug and by issuer', () => {
    const registry = readRegistry(contents(company('acme', 'a'), company('harbor', 'h')));
    expect(registry.companies.get('harbor')?.issuer).toBe('h');
    expect(registry.byIssuer.get('a')?.slug).toBe('acme');
    expect(registry).toMatchObject({ version: '1', sharedSdl: 's', schemas: { h: 'sdl' } });
  });

  it('gives an issuer that two companies claim to neither, and to none of three', () => {
    const two = readRegistry(contents(company('acme', 'x'), company('harbor', 'x'), company('nimbus', 'n')));
    expect([...two.byIssuer.keys()]).toEqual(['n']);
    const three = readRegistry(contents(company('a1', 'x'), company('b1', 'x'), company('c1', 'x')));
    expect(three.byIssuer.size).toBe(0);
  });

  it.each([
    ['nothing', undefined],
    ['text', 'x'],
    ['no version', { ...contents(), version: undefined }],
    ['a company without an issuer', contents({ ...company('acme', 'a'), issuer: undefined })],
    ['an SDL that is no text', { ...contents(), schemas: { h: 7 } }],
  ])('refuses %s', (_, json) => expect(() => readRegistry(json)).toThrow());
});
