import { describe, expect, it } from '@jest/globals';
import { reference } from './reference.ts';

/** Resolves one reference; gives the entity and what the log was told. */
async function resolve(given: () => Promise<string | null>) {
  const faults: unknown[] = [];
  const resolver = reference<string, { onFault(error: unknown): void }, string>(given);
  const entity = await resolver('id', { onFault: (error) => void faults.push(error) });
  return { entity, faults };
}

describe('a reference resolver', () => {
  it('gives what it found, or null', async () => {
    expect(await resolve(() => Promise.resolve('found'))).toEqual({ entity: 'found', faults: [] });
    expect(await resolve(() => Promise.resolve(null))).toEqual({ entity: null, faults: [] });
  });

  const broken = new Error('secret');
  it.each([
    [
      'a synchronous throw',
      () => {
        throw broken;
      },
    ],
    ['a rejection', () => Promise.reject(broken)],
  ])('gives null for %s, which the log is told', async (_, failing) => {
    expect(await resolve(failing)).toEqual({ entity: null, faults: [broken] });
  });
});
