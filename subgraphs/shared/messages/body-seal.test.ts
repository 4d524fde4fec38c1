import { describe, expect, it } from '@jest/globals';
import { bodyHash, sealBody } from './body-seal.ts';

describe('the seal of a body', () => {
  it('is another each time, and can be checked', () => {
    const [one, other] = [sealBody('Hello'), sealBody('Hello')];
    expect(one.salt).toMatch(/^[0-9a-f]{32}$/);
    expect(one.hash).not.toBe(other.hash);
    expect(bodyHash(one.salt, 'Hello')).toBe(one.hash);
    expect(bodyHash(one.salt, 'hello')).not.toBe(one.hash);
  });

  it('is as documented', () => {
    // printf '00112233445566778899aabbccddeeffHello' | sha256sum
    expect(bodyHash('00112233445566778899aabbccddeeff', 'Hello')).toBe(
      'c9ee576fe615f48c82b8ccf2651c3003f601d21ffdb9f3b497212d0af30f792d',
    );
  });
});
