import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '#cli/program.ts';
import { migrateLater } from '#test/testkit/later-version.ts';
import { createTestKey } from '#test/testkit/network-keys.ts';
import { createRollingLoad, type RollingLoad } from '#test/testkit/rolling-load.ts';
import { startRollingNetwork, type RollingNetwork } from '#test/testkit/rolling-network.ts';
import { createKeyFiles, rollingRequests } from '#test/testkit/rolling-requests.ts';

/** Verifiers look for an unknown key again after this; what is signed with a key is over after the other. */
const [UNTIL_SEEN, UNTIL_OVER] = [31_000, 125_000];

let network: RollingNetwork;
let load: RollingLoad;
const files = createKeyFiles();
const now = Date.now;
let ahead = 0;

beforeAll(async () => {
  // The time between the steps passes for every program at once.
  Date.now = () => now() + ahead;
  network = await startRollingNetwork();
  const requests = await rollingRequests(network, files);
  load = createRollingLoad(requests, network.journal, (milliseconds) => (ahead += milliseconds));
}, 120_000);
afterAll(async () => {
  Date.now = now;
  files[Symbol.dispose]();
  await network[Symbol.asyncDispose]();
});

/** The three steps, with the times between them. */
async function rotate(program: 'gateway' | 'shared'): Promise<void> {
  const { signing: old } = network.keys[program];
  const fresh = await createTestKey(program);
  await network.roll(program, { signing: old, others: [fresh] });
  await load.later(UNTIL_SEEN);
  await network.roll(program, { signing: fresh, others: [old] });
  await load.later(UNTIL_OVER);
  await network.roll(program, { signing: fresh, others: [] });
}

/** `agent-network company key …`; its exit status. */
function companyKey(...args: string[]): Promise<number> {
  const terminal = { out: () => undefined, err: () => undefined };
  return runCli(['company', 'key', ...args, '--database-url', network.databases.shared.runtimeUrl], terminal);
}

/** Two tables that requests ask one after the other, in the order that they are not asked in: what deadlocks are made of. */
async function grow(): Promise<void> {
  const { shared, acme } = network.databases;
  await migrateLater(
    shared.ownerUrl,
    `ALTER TABLE public.messages ADD COLUMN later TEXT NOT NULL DEFAULT '';
     ALTER TABLE public.participants ADD COLUMN later TEXT; CREATE TABLE later (id TEXT PRIMARY KEY)`,
  );
  await migrateLater(acme.ownerUrl, 'ALTER TABLE public.agents ADD COLUMN later TEXT');
}

async function shownAt(url: string): Promise<unknown[]> {
  const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as {
    keys: { kid: string; d?: string }[];
  };
  expect(keys.every((key) => key.d === undefined)).toBe(true);
  return keys.map(({ kid }) => kid);
}

describe('under steady load, no request fails while', () => {
  it('the gateway changes the key of its passports', async () => {
    const { asked, failed } = await load.during(() => rotate('gateway'));
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    expect(await shownAt(network.gatewayUrl)).toEqual([network.keys.gateway.signing.privateJwk.kid]);
  }, 120_000);

  it('the shared layer changes the key of its attestations', async () => {
    const { failed } = await load.during(() => rotate('shared'));
    expect(failed).toEqual([]);
    expect(await shownAt(network.sharedUrl)).toEqual([network.keys.shared.signing.privateJwk.kid]);
  }, 120_000);

  it('a company changes the key that it asks with', async () => {
    const { signing: old } = network.keys.acme;
    const fresh = await createTestKey('acme');
    const { failed } = await load.during(async () => {
      expect(await companyKey('add', 'acme', files.of(fresh))).toBe(0);
      await network.roll('acme', { signing: fresh, others: [] });
      // What was signed with the old one is answered by now.
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(await companyKey('retire', 'acme', old.privateJwk.kid ?? '')).toBe(0);
    });
    expect(failed).toEqual([]);
  }, 120_000);

  it("a company's issuer changes the key of its tokens", async () => {
    const { acme } = network.issuers.keys;
    const [old, fresh] = [acme.signing, await createTestKey('issuer')];
    const { failed } = await load.during(async () => {
      acme.shown = [old, fresh];
      await load.later(UNTIL_OVER);
      acme.signing = fresh;
      await new Promise((resolve) => setTimeout(resolve, 500));
      await load.later(UNTIL_OVER);
      acme.shown = [fresh];
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
    expect(failed).toEqual([]);
  }, 120_000);

  it('the structure of a table grows, and every program is restarted', async () => {
    const { failed } = await load.during(async () => {
      await grow();
      for (const program of ['shared', 'acme', 'gateway'] as const)
        await network.roll(program, network.keys[program]);
    });
    expect(failed).toEqual([]);
  }, 120_000);
});

describe('steps in the wrong order', () => {
  it('fail requests: a key that is retired while it is signed with', async () => {
    const { signing: old } = network.keys.acme;
    const { failed } = await load.during(async () => {
      expect(await companyKey('add', 'acme', files.of(await createTestKey('acme')))).toBe(0);
      expect(await companyKey('retire', 'acme', old.privateJwk.kid ?? '')).toBe(0);
      await load.later(0);
    });
    expect(failed.length).toBeGreaterThan(0);
  }, 120_000);

  it('stop a restart of gateways: one that signs with a key nobody has seen is never ready', async () => {
    const hasty = { signing: await createTestKey('hasty'), others: [] };
    await expect(network.roll('gateway', hasty)).rejects.toThrow('became ready');
  }, 120_000);
});
