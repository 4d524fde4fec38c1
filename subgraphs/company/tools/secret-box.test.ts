import { describe, expect, it } from '@jest/globals';
import { createSecretBox } from './secret-box.ts';

const box = createSecretBox(new Uint8Array(32).fill(1));
const SECRET = 'hush: ключ 🔑';

describe('a sealed secret', () => {
  it('opens again, and is sealed anew each time', () => {
    const [one, two] = [box.seal('tol_a', SECRET), box.seal('tol_a', SECRET)];
    expect([box.open('tol_a', one), box.open('tol_a', two)]).toEqual([SECRET, SECRET]);
    expect(one.nonce).not.toEqual(two.nonce);
    expect(one.ciphertext).not.toEqual(two.ciphertext);
    expect(Buffer.from(one.ciphertext).toString('latin1')).not.toContain('hush');
  });

  it('opens for no other tool, whatever row it is copied to', () => {
    expect(box.open('tol_b', box.seal('tol_a', SECRET))).toBeNull();
  });

  it('opens under no other key, even one that claims its id', () => {
    const other = createSecretBox(new Uint8Array(32).fill(2));
    const sealed = box.seal('tol_a', SECRET);
    expect(other.open('tol_a', sealed)).toBeNull();
    const { keyId } = other.seal('tol_a', 'x');
    expect(keyId).not.toBe(sealed.keyId);
    expect(other.open('tol_a', { ...sealed, keyId })).toBeNull();
  });

  it('does not open when a single bit of it was changed, nor cut short', () => {
    const sealed = box.seal('tol_a', SECRET);
    for (const part of ['nonce', 'ciphertext'] as const)
      for (let at = 0; at < sealed[part].length; at += 1) {
        const changed = new Uint8Array(sealed[part]);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(box.open('tol_a', { ...sealed, [part]: changed })).toBeNull();
      }
    for (const length of [0, 4, 15, 16, sealed.ciphertext.length - 1])
      expect(box.open('tol_a', { ...sealed, ciphertext: sealed.ciphertext.slice(0, length) })).toBeNull();
  });
});
