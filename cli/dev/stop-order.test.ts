import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { createStopOrder, LAYER } from './stop-order.ts';

describe('the order of stopping', () => {
  it('is gateway, companies side by side, shared, issuer, database, in whatever order they began', async () => {
    const order = createStopOrder();
    const told: string[] = [];
    const thing = (name: string) => () => ({
      stop: async () => {
        told.push(`${name} asked`);
        await wait(5);
        told.push(`${name} gone`);
      },
    });
    await order.begin(LAYER.companies, thing('acme'));
    await order.begin(LAYER.database, thing('database'));
    await order.begin(LAYER.gateway, thing('gateway'));
    await order.begin(LAYER.shared, thing('shared'));
    await order.begin(LAYER.companies, thing('harbor'));
    await order.begin(LAYER.issuer, thing('issuer'));
    expect(await order.stopAll()).toEqual([]);
    expect(told).toEqual([
      'gateway asked',
      'gateway gone',
      'acme asked',
      'harbor asked',
      'acme gone',
      'harbor gone',
      'shared asked',
      'shared gone',
      'issuer asked',
      'issuer gone',
      'database asked',
      'database gone',
    ]);
  });

  it('waits for what is still starting, and begins nothing new', async () => {
    const order = createStopOrder();
    let stopped = false;
    const stop = () => Promise.resolve(void (stopped = true));
    const late = order.begin(LAYER.database, () => wait(20, { stop }));
    await order.stopAll();
    expect(stopped).toBe(true);
    await expect(late).resolves.toBeDefined();
    await expect(order.begin(LAYER.shared, () => ({ stop }))).rejects.toMatchObject({ code: 'STOPPING' });
  });

  it('goes on after a failure, and tells of it', async () => {
    const order = createStopOrder();
    const stopped: string[] = [];
    const failure = new Error('stuck');
    await order.begin(LAYER.database, () => ({ stop: () => Promise.resolve(void stopped.push('database')) }));
    await order.begin(LAYER.shared, () => ({ stop: () => Promise.reject(failure) }));
    await expect(order.begin(LAYER.gateway, () => Promise.reject(new Error('never was')))).rejects.toThrow();
    expect(await order.stopAll()).toEqual([failure]);
    expect(stopped).toEqual(['database']);
  });
});
