import { encodeTime } from 'ulid';

/**
 * A fixed id of the reference scenario. The ULID's time is the row's own, because lists are ordered by id;
 * the rest is a readable tag in Crockford's letters (no I, L, O, U), filled up with zeros.
 *
 * @param prefix the id's kind and owner, `pth_acme`
 * @param at RFC 3339
 * @param tag at most 16 letters and digits
 */
export function seedId(prefix: string, at: string, tag: string): string {
  return `${prefix}_${encodeTime(Date.parse(at), 10)}${tag.padEnd(16, '0')}`;
}
