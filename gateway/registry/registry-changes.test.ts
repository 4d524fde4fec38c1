import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { listenForChanges, type ChangeListener } from './registry-changes.ts';

let listeners: ChangeListener[] = [];

function listen(isChanged: (call: number) => Promise<boolean>, known: () => string | null = () => 'v') {
  const seen = { asked: 0, changes: 0 };
  const listener = listenForChanges({
    isChanged: () => isChanged((seen.asked += 1)),
    knownVersion: known,
    onChange: () => Promise.resolve(void (seen.changes += 1)),
    mostWaitMs: 5000,
  });
  listeners.push(listener);
  listener.start();
  return { listener, seen };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  for (const listener of listeners) listener.stop();
  listeners = [];
  jest.useRealTimers();
});

describe('listening for changes of the registry', () => {
  it('asks nothing before there is a registry', async () => {
    const { seen } = listen(
      () => Promise.resolve(false),
      () => null,
    );
    await jest.advanceTimersByTimeAsync(10_000);
    expect(seen).toEqual({ asked: 0, changes: 0 });
  });

  it('asks nothing where it was stopped before it began', async () => {
    const seen = { asked: 0 };
    const listener = listenForChanges({
      isChanged: () => Promise.resolve((seen.asked += 1) < 0),
      ...{ knownVersion: () => 'v', onChange: () => Promise.resolve(), mostWaitMs: 5000 },
    });
    listener.stop();
    listener.start();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(seen).toEqual({ asked: 0 });
  });

  it('tells of each change, and asks again for the next', async () => {
    let version = 0;
    const { seen } = listen(
      (call) => {
        version += 1;
        return call <= 3 ? Promise.resolve(true) : new Promise(() => undefined);
      },
      () => String(version),
    );
    await jest.advanceTimersByTimeAsync(0);
    await jest.advanceTimersByTimeAsync(10);
    expect(seen).toEqual({ asked: 4, changes: 3 });
  });

  it('waits longer after each failure, and never longer than the poll', async () => {
    const { seen } = listen(() => Promise.reject(new Error('down')));
    await jest.advanceTimersByTimeAsync(999);
    expect(seen.asked).toBe(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(seen.asked).toBe(2);
    await jest.advanceTimersByTimeAsync(2000 + 4000);
    expect(seen.asked).toBe(4);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(seen.asked).toBe(6);
  });

  it('asks no more once it is stopped', async () => {
    const { listener, seen } = listen(() => Promise.resolve(false));
    listener.stop();
    await jest.advanceTimersByTimeAsync(10_000);
    expect([seen.asked, jest.getTimerCount()]).toEqual([1, 0]);
  });
});
