import { beforeAll, describe, expect, it } from '@jest/globals';
import type { JWK } from 'jose';
import { z } from 'zod';
import { createTestKey } from '#test/testkit/network-keys.ts';
import { createSealing } from './sealing.ts';

const shape = z.object({ company: z.string() });
const time = { now: 0 };
const clock = () => time.now;

let key: JWK;
let other: JWK;
beforeAll(async () => {
  key = (await createTestKey('gateway')).privateJwk;
  other = (await createTestKey('gateway')).privateJwk;
});

describe('what is sealed', () => {
  it('is opened by every gateway with the key, for its purpose and its time', async () => {
    time.now = 1000;
    const text = await createSealing([key], 'session', clock).seal({ company: 'acme' }, 60);
    expect(text).not.toContain(Buffer.from('acme').toString('base64url').slice(0, 4));
    expect(await createSealing([key], 'session', clock).open(text, shape)).toEqual({ company: 'acme' });
    expect(await createSealing([key], 'sign-in', clock).open(text, shape)).toBeNull();
    expect(await createSealing([other], 'session', clock).open(text, shape)).toBeNull();
    time.now = 61_000;
    expect(await createSealing([key], 'session', clock).open(text, shape)).toBeNull();
  });

  it('is opened as it was sealed or not at all', async () => {
    const sealing = createSealing([key], 'session', clock);
    const text = await sealing.seal({ company: 'acme' }, 60);
    const altered = text.slice(0, -3) + (text.endsWith('AAA') ? 'BBB' : 'AAA');
    for (const bad of [undefined, '', 'x', altered, text.slice(1), `${text}.`, 'x'.repeat(10_000)])
      expect(await sealing.open(bad, shape)).toBeNull();
    expect(await sealing.open(await sealing.seal({ company: 7 }, 60), shape)).toBeNull();
  });

  it('is opened under a key from before, and the next, while they stand beside it', async () => {
    const before = await createSealing([other], 'session', clock).seal({ company: 'acme' }, 60);
    expect(await createSealing([key, other], 'session', clock).open(before, shape)).toEqual({
      company: 'acme',
    });
    expect(await createSealing([key, other], 'sign-in', clock).open(before, shape)).toBeNull();
    const publicHalf = { ...other, d: undefined } as unknown as typeof other;
    expect(await createSealing([key, publicHalf], 'session', clock).open(before, shape)).toBeNull();
    const now = await createSealing([key, other], 'session', clock).seal({ company: 'acme' }, 60);
    expect(await createSealing([key], 'session', clock).open(now, shape)).toEqual({ company: 'acme' });
  });

  it('needs a private key', () => {
    expect(() => createSealing([{ kty: 'OKP' }], 'session', clock)).toThrow(TypeError);
  });
});
