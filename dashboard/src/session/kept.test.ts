import { describe, expect, it } from '@jest/globals';
import { createKept } from './kept.ts';

/** A browser's drawer, and pages that are opened one after the other. */
function browser() {
  const lying = new Map<string, string>();
  const drawer = {
    getItem: (key: string) => lying.get(key) ?? null,
    setItem: (key: string, text: string) => void lying.set(key, text),
    removeItem: (key: string) => void lying.delete(key),
  };
  return { lying, open: () => createKept(() => drawer) };
}

describe('what was written and not sent', () => {
  it('is in memory alone, until its writer leaves to sign in again', () => {
    const { lying, open } = browser();
    const kept = open();
    expect(kept.hasOwner()).toBe(false);
    kept.openFor('acme dana');
    kept.set('thread 1', 'half a sentence');
    kept.set('thread 2', 'gone');
    kept.set('thread 2', null);
    expect([lying.size, kept.get('thread 1'), kept.get('thread 2')]).toEqual([
      0,
      'half a sentence',
      undefined,
    ]);

    kept.layDown();
    expect(lying.size).toBe(1);
    const back = open();
    back.openFor('acme dana');
    expect([back.get('thread 1'), lying.size]).toEqual(['half a sentence', 0]);
  });

  it('is nobody else’s: another person finds nothing, and leaves nothing behind', () => {
    const { lying, open } = browser();
    const kept = open();
    kept.openFor('acme dana');
    kept.set('thread 1', 'bluebird');
    kept.layDown();
    const other = open();
    other.openFor('harbor tomas');
    expect([other.get('thread 1'), lying.size]).toEqual([undefined, 0]);

    kept.openFor('harbor tomas');
    expect(kept.get('thread 1')).toBeUndefined();
  });

  it('of nobody, and nothing at all, is not laid down', () => {
    const { lying, open } = browser();
    const kept = open();
    kept.set('thread 1', 'whose?');
    kept.layDown();
    kept.openFor('acme dana');
    kept.layDown();
    expect(lying.size).toBe(0);
  });

  it('tells who looks on of each change, as long as they look', () => {
    const kept = browser().open();
    let told = 0;
    const stop = kept.subscribe(() => (told += 1));
    kept.set('thread 1', 'a');
    stop();
    kept.set('thread 1', 'b');
    expect(told).toBe(1);
  });
});
