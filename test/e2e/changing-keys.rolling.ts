import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestKey } from '#test/testkit/network-keys.ts';
import { keysShownAt, startRollingSite, UNTIL_OVER, type RollingSite } from '#test/testkit/rolling-site.ts';

/** Each change by itself, and steps in the wrong order: `npm run test:rolling`. All at once, in short: `rolling.test.ts`. */
let site: RollingSite;
beforeAll(async () => {
  site = await startRollingSite();
}, 120_000);
afterAll(async () => site[Symbol.asyncDispose]());

describe('under steady load, no request fails while', () => {
  it('the gateway changes the key of its passports', async () => {
    const { network, load } = site;
    const { asked, failed } = await load.during(() => site.rotate('gateway'));
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    expect(await keysShownAt(network.gatewayUrl)).toEqual([network.keys.gateway.signing.privateJwk.kid]);
  }, 120_000);

  it('the shared layer changes the key of its attestations', async () => {
    const { network, load } = site;
    const { failed } = await load.during(() => site.rotate('shared'));
    expect(failed).toEqual([]);
    expect(await keysShownAt(network.sharedUrl)).toEqual([network.keys.shared.signing.privateJwk.kid]);
  }, 120_000);

  it('a company changes the key that it asks with', async () => {
    const { failed } = await site.load.during(() => site.changeCompanyKey());
    expect(failed).toEqual([]);
  }, 120_000);

  it("a company's issuer changes the key of its tokens", async () => {
    const { network, load } = site;
    const { acme } = network.issuers.keys;
    const [old, fresh] = [acme.signing, await createTestKey('issuer')];
    const { failed } = await load.during(async () => {
      acme.shown = [old, fresh];
      await load.later(UNTIL_OVER);
      acme.signing = fresh;
      await load.askedAll();
      await load.later(UNTIL_OVER);
      acme.shown = [fresh];
      await load.askedAll();
    });
    expect(failed).toEqual([]);
  }, 120_000);

  it('the structure of a table grows, and every program is restarted', async () => {
    const { network, load } = site;
    const { failed } = await load.during(async () => {
      await site.grow();
      for (const program of ['shared', 'acme', 'gateway'] as const)
        await network.roll(program, network.keys[program]);
    });
    expect(failed).toEqual([]);
  }, 120_000);
});

describe('steps in the wrong order', () => {
  it('fail requests: a key that is retired while it is signed with', async () => {
    const { network, load, files } = site;
    const { signing: old } = network.keys.acme;
    const { failed } = await load.during(async () => {
      expect(await site.companyKey('add', 'acme', files.of(await createTestKey('acme')))).toBe(0);
      expect(await site.companyKey('retire', 'acme', old.privateJwk.kid ?? '')).toBe(0);
      await load.askedAll();
    });
    expect(failed.length).toBeGreaterThan(0);
    // Whoever looks into a failure finds what was done, and who logged what.
    expect(failed[0]?.problem).toContain('REGISTRY_REFUSED');
    expect(failed[0]?.journal.join('\n')).toMatch(/shared in: http.*shared \{/s);
  }, 120_000);

  it('stop a restart of gateways: one that signs with a key nobody has seen is never ready', async () => {
    const hasty = { signing: await createTestKey('hasty'), others: [] };
    await expect(site.network.roll('gateway', hasty)).rejects.toThrow('became ready');
  }, 120_000);
});
