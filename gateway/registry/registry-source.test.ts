import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { followRegistry, type RegistrySource } from './registry-source.ts';

const contents = (version: string) => ({ version, sharedSdl: '', schemas: {}, companies: [] });

let sources: RegistrySource[] = [];

/** A source that polls every five seconds, and what it asked and was told. */
function follow(fetchRegistry: (call: number) => unknown) {
  const asked: (string | null)[] = [];
  const faults: unknown[] = [];
  const source = followRegistry({
    fetchRegistry: async (known) => {
      asked.push(known);
      await Promise.resolve();
      return fetchRegistry(asked.length);
    },
    ...{ pollMs: 5000, clock: Date.now, keepMs: 3_600_000 },
    onFault: (error) => void faults.push(error),
  });
  sources.push(source);
  void source.refresh();
  return { source, asked, faults };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  for (const source of sources) source.stop();
  sources = [];
  jest.useRealTimers();
});

describe('following the registry', () => {
  it('asks nothing by itself, so that a gateway that cannot start leaves no timer behind', async () => {
    let asked = 0;
    const fetchRegistry = () => Promise.resolve((asked += 1));
    const times = { pollMs: 10, clock: Date.now, keepMs: 1000 };
    followRegistry({ fetchRegistry, ...times, onFault: () => undefined });
    await jest.advanceTimersByTimeAsync(1000);
    expect([asked, jest.getTimerCount()]).toEqual([0, 0]);
  });

  it('asks when first told to, then at each interval, naming the version that it has', async () => {
    const { source, asked } = follow((call) => contents(`v${call}`));
    expect(source.current()).toBeNull();
    await jest.advanceTimersByTimeAsync(0);
    expect(source.current()?.version).toBe('v1');
    await jest.advanceTimersByTimeAsync(4999);
    expect(asked).toEqual([null]);
    await jest.advanceTimersByTimeAsync(1);
    expect(asked).toEqual([null, 'v1']);
    expect(source.current()?.version).toBe('v2');
  });

  it('keeps the very snapshot while nothing has changed', async () => {
    const { source } = follow((call) => (call === 1 ? contents('v1') : null));
    await jest.advanceTimersByTimeAsync(0);
    const first = source.current();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(source.current()).toBe(first);
  });

  it.each([
    ['no answer', () => Promise.reject(new Error('down'))],
    ['an answer of another form', () => ({ version: 7 })],
  ])('keeps the last good one through %s, and goes on', async (_, failing) => {
    const { source, faults } = follow((call) => (call === 2 ? failing() : contents(`v${call}`)));
    await jest.advanceTimersByTimeAsync(5000);
    expect(source.current()?.version).toBe('v1');
    expect(faults).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(5000);
    expect(source.current()?.version).toBe('v3');
  });

  it('asks every second until the first answer', async () => {
    const { source, asked } = follow((call) =>
      call < 4 ? Promise.reject(new Error('down')) : contents('v'),
    );
    await jest.advanceTimersByTimeAsync(2999);
    expect([asked.length, source.current()]).toEqual([3, null]);
    await jest.advanceTimersByTimeAsync(1);
    expect(source.current()?.version).toBe('v');
  });

  it('asks once for all who want it now, and counts the interval anew', async () => {
    const { source, asked } = follow((call) => contents(`v${call}`));
    await jest.advanceTimersByTimeAsync(4000);
    await Promise.all([source.refresh(), source.refresh()]);
    expect(asked).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(4999);
    expect(asked).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(asked).toHaveLength(3);
  });

  it('serves what it has for the time that was set, and again once there is an answer', async () => {
    const { source } = follow((call) =>
      call === 1 || call > 800 ? contents('v') : Promise.reject(new Error('down')),
    );
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(source.current()?.version).toBe('v');
    await jest.advanceTimersByTimeAsync(5000);
    expect(source.current()).toBeNull();
    await jest.advanceTimersByTimeAsync(3_600_000);
    expect(source.current()?.version).toBe('v');
  });

  it('asks no more once it is stopped, not even from an answer under way', async () => {
    const { source, asked } = follow(() => contents('v'));
    source.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    expect(jest.getTimerCount()).toBe(0);
  });
});
