import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { keysShownAt, startRollingSite, type RollingSite } from '#test/testkit/rolling-site.ts';

/** All in one; each by itself, and in the wrong order, is `npm run test:rolling`. */
let site: RollingSite;
beforeAll(async () => {
  site = await startRollingSite();
}, 120_000);
afterAll(async () => site[Symbol.asyncDispose]());

describe('under steady load', () => {
  it('no request fails while a structure grows and gateway, shared layer and a company change their keys', async () => {
    const { network, load } = site;
    const before = structuredClone(kids());
    const { asked, failed } = await load.during(async () => {
      await site.grow();
      await site.changeCompanyKey();
      await site.rotate('shared', 'gateway');
    });
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    const after = kids();
    for (const program of ['gateway', 'shared', 'acme'] as const)
      expect(after[program]).not.toBe(before[program]);
    expect(await keysShownAt(network.gatewayUrl)).toEqual([after.gateway]);
    expect(await keysShownAt(network.sharedUrl)).toEqual([after.shared]);
  }, 120_000);
});

function kids() {
  const { gateway, shared, acme } = site.network.keys;
  const kid = (set: typeof gateway) => set.signing.privateJwk.kid;
  return { gateway: kid(gateway), shared: kid(shared), acme: kid(acme) };
}
