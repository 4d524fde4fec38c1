import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isCompanySlug, isIdOf, parseId } from './ids.ts';

const ULID = '01JQZX5T8E7W3N6K9M2P4R5S6T';

describe('ids', () => {
  it('reads the kind and the owner', () => {
    expect(parseId(`tem_${ULID}`)).toEqual({ kind: 'tem', owner: null, ulid: ULID });
    expect(parseId(`par_acme-inc_${ULID}`)).toEqual({ kind: 'par', owner: 'acme-inc', ulid: ULID });
  });

  it.each([
    `tem_acme_${ULID}`,
    `agt_${ULID}`,
    `agt_Acme_${ULID}`,
    `agt_acme_${ULID}x`,
    `agt_acme_${ULID.toLowerCase()}`,
    `agt_acme_harbor_${ULID}`,
    ` agt_acme_${ULID}`,
    `agt_acme_${ULID}\n`,
    'agt_acme_',
    '',
    null,
    7,
    { id: `tem_${ULID}` },
  ])('refuses %p', (value) => {
    expect(parseId(value)).toBeNull();
  });

  it('asks for the kind and the owner at once', () => {
    expect(isIdOf(`agt_acme_${ULID}`, 'agt', 'acme')).toBe(true);
    expect(isIdOf(`agt_acme_${ULID}`, 'agt', 'harbor')).toBe(false);
    expect(isIdOf(`psn_acme_${ULID}`, 'agt', 'acme')).toBe(false);
  });

  it('knows a company slug', () => {
    expect(isCompanySlug('acme')).toBe(true);
    for (const bad of ['a', 'Acme', '1acme', 'ac_me', 'acmé', `a${'b'.repeat(31)}`])
      expect(isCompanySlug(bad)).toBe(false);
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (value) => parseId(value) === null || typeof value === 'string'));
  });
});
