import { describe, expect, it } from '@jest/globals';
import { hitKey as documentHit } from '#subgraphs/company/knowledge/search-rules.ts';
import { privateHitKey } from '#subgraphs/company/private-threads/private-search-rules.ts';
import { ledgerKey } from '#subgraphs/company/sharing/disclosure-store.ts';
import { hitKey } from '#subgraphs/shared/search/search-rules.ts';

const ULID = '01JQZX5T8E7W3N6K9M2P4R5S6T';

/** Found by fuzzing: places that have the form of a list's own, and that no database takes. */
describe('a forged cursor', () => {
  it.each(['1e999', '1e309', '1e5', 'NaN', 'Infinity', '-1'])('has no rank of %s', (rank) => {
    expect(hitKey.read(`${rank} 1 msg_${ULID}`)).toBeNull();
    expect(documentHit.read(`${rank} doc_acme_${ULID}`)).toBeNull();
    expect(privateHitKey.read(`${rank} pms_acme_${ULID}`)).toBeNull();
  });

  it.each(['0', '0.25', '1e-7', '12'])('may have a rank of %s', (rank) => {
    const place = `${rank} pms_acme_${ULID}`;
    expect(privateHitKey.read(place)).toBe(place);
  });

  it.each(['999999999999999', '253402300800000', '-1', ''])('has no instant of %s', (time) =>
    expect(ledgerKey.read(`${time}:shr_acme_${ULID}`)).toBeNull(),
  );

  it('may have an instant of today', () => {
    const place = `1796011424359:shr_acme_${ULID}`;
    expect(ledgerKey.read(place)).toBe(place);
  });
});
