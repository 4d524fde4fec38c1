import { afterEach, describe, expect, it } from '@jest/globals';
import { createWakes } from '#subgraphs/kit/wakes.ts';
import type { Database } from '../database.ts';
import { openLiveCaller } from './live-caller.ts';

const named = { kind: 'own', callerKind: 'person', subject: 'lead' } as const;
const wakes = createWakes((id) => id, 1);
afterEach(() => wakes.notice(null));

/** A caller whose token is over in so many milliseconds of a clock that the test moves. */
function callerFor(ms: number) {
  const clock = { now: 1_000_000_000 };
  const expiresAt = (clock.now + ms) / 1000 - 5;
  const stop = new AbortController();
  const caller = openLiveCaller(named, expiresAt, { db: {} as Database, clock: () => clock.now, wakes });
  return { clock, stop, caller, source: caller.source(stop.signal) };
}

describe('a stream’s caller', () => {
  it('is deaf once the token and the tolerance for clocks are over', async () => {
    const { clock, source } = callerFor(60);
    const ear = source.listen(() => true);
    expect(await ear.next()).not.toBeNull();
    expect(source.isExpired()).toBe(false);
    const next = ear.next();
    clock.now += 60;
    expect(await next).toBeNull();
    expect(source.isExpired()).toBe(true);
    ear.close();
  });

  it('hears on where the token lives for longer than a timer can wait', async () => {
    const { source } = callerFor(2 ** 33);
    const ear = source.listen((id) => id === 'mine');
    await ear.next();
    const next = ear.next();
    wakes.notice('other');
    wakes.notice('mine');
    expect(await next).not.toBeNull();
    ear.close();
  });

  it('is deaf when its stream is over, and is from the start when that is over already', async () => {
    const { stop, source } = callerFor(60_000);
    const ear = source.listen(() => true);
    await ear.next();
    const next = ear.next();
    stop.abort();
    expect(await next).toBeNull();
    expect(await source.listen(() => true).next()).toBeNull();
  });

  it('is read for as it was judged last', () => {
    const { caller, source } = callerFor(60_000);
    expect(caller.principal()).toBe(named);
    const judged = { ...named, credentialId: 'crd_1' };
    source.readAs(judged);
    expect(caller.principal()).toBe(judged);
  });
});
