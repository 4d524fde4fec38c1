import { describe, expect, it } from '@jest/globals';
import type { RegistrySnapshot } from '../context.ts';
import { createSameness } from './sameness.ts';

const row = (slug: string, more = {}) => ({
  ...{ slug, issuer: `https://id.${slug}.test`, jwksUri: '', subgraphUrl: 'https://a.test', schemaHash: 'h' },
  ...more,
});

function registry(rows: readonly ReturnType<typeof row>[], sharedSdl = 'type Query'): RegistrySnapshot {
  const companies = new Map(rows.map((one) => [one.slug, one]));
  const byIssuer = new Map(rows.map((one) => [one.issuer, one]));
  return { version: crypto.randomUUID(), sharedSdl, schemas: {}, companies, byIssuer };
}

describe('two registries', () => {
  const before = registry([row('acme'), row('harbor'), row('nimbus')]);

  it('are the same for those of whom they say the same', () => {
    const isSame = createSameness();
    const now = registry([row('acme'), row('harbor', { schemaHash: 'other' })]);
    const all = ['acme', 'harbor', 'nimbus', 'nobody'];
    // Twice: what was found is remembered.
    for (let turn = 0; turn < 2; turn += 1)
      expect(all.filter((company) => isSame(company, before, now))).toEqual(['acme']);
  });

  it.each([
    ['its address', registry([row('acme', { subgraphUrl: 'https://b.test' })])],
    ['its keys', registry([row('acme', { jwksUri: 'https://keys.test' })])],
    ['what all share', registry([row('acme')], 'type Query { more: Int }')],
    ['that another claims its issuer', { ...registry([row('acme')]), byIssuer: new Map() }],
  ])('are not the same for a company when %s changes', (_, now) => {
    const isSame = createSameness();
    expect(isSame('acme', before, now)).toBe(false);
    expect(isSame('acme', before, before)).toBe(true);
  });
});
