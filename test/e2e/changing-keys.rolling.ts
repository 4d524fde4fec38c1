import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '#cli/program.ts';
import { createRegistryClient } from '#cli/schema/registry/registry-client.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { cookieKinds } from '#gateway/sign-in/cookie-rules.ts';
import { createSealing } from '#gateway/sign-in/sealing.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import { SCHEMA_PATHS } from '#schema/wire/schema-registry.ts';
import { companyStanding } from '#schema/wire/standing.ts';
import type { IssuingCompany } from '#test/testkit/changing-issuers.ts';
import { post } from '#test/testkit/network.ts';
import { createTestKey, type TestKey } from '#test/testkit/network-keys.ts';
import { startRollingNetwork, type RollingNetwork } from '#test/testkit/rolling-network.ts';

/** Verifiers look for an unknown key again after this; what is signed with a key is over after the other. */
const [UNTIL_SEEN, UNTIL_OVER] = [31_000, 125_000];
const OWN = '{ me { subject } workspace { agents { name } } team(slug: "acme-rollout") { name } }';
const FOREIGN = `{ team(slug: "acme-rollout") { threads(first: 1) { nodes { participants { agent { name } } } } } }`;
const POST =
  'mutation ($input: PostMessageInput!) { postMessage(input: $input) { message { id } userErrors { code } } }';

let network: RollingNetwork;
const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-keys-'));
const now = Date.now;
let ahead = 0;
const browser = { cookie: '' };

beforeAll(async () => {
  // The time between the steps passes for every program at once.
  Date.now = () => now() + ahead;
  network = await startRollingNetwork();
  const session = { company: 'acme', refreshToken: 'anything', since: Math.floor(Date.now() / 1000) };
  const sealing = createSealing([network.keys.gateway.signing.privateJwk], 'session', () => Date.now());
  browser.cookie = `${sessionCookie()}=${await sealing.seal(session, 3600)}`;
}, 120_000);
afterAll(async () => {
  Date.now = now;
  rmSync(folder, { recursive: true, force: true });
  await network[Symbol.asyncDispose]();
});

function keyFile({ privateJwk }: TestKey): string {
  const file = path.join(folder, `${privateJwk.kid ?? ''}.jwk.json`);
  if (!existsSync(file)) writeFileSync(file, JSON.stringify(privateJwk), { mode: 0o600 });
  return file;
}

/** Asks as somebody of the scenario, with a token made for it; says what was wrong. */
async function ask(
  company: IssuingCompany,
  subject: string,
  query: string,
  variables = {},
): Promise<string | null> {
  const authorization = `Bearer ${await network.issuers.tokenOf(company, subject)}`;
  const reply = await post(`${network.gatewayUrl}/graphql`, { query, variables }, { authorization });
  const { status, json, text } = reply;
  return status === 200 && json.errors === undefined ? null : `${status} ${text.slice(0, 300)}`;
}

/** A browser stays signed in; with what it was given by whichever gateway. */
async function refresh(): Promise<string | null> {
  const answer = await fetch(`${network.gatewayUrl}/auth/token`, {
    ...{
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: browser.cookie },
      body: '{}',
    },
  });
  const text = await answer.text();
  const kept = answer.headers.getSetCookie().find((cookie) => cookie.startsWith(`${sessionCookie()}=`));
  if (answer.status !== 200 || !text.startsWith('{"token":"'))
    return `${answer.status} ${text.slice(0, 300)}`;
  browser.cookie = kept?.split(';')[0] ?? '';
  return null;
}

function sessionCookie(): string {
  return cookieKinds(network.gatewayUrl).session.name;
}

/** In a company's own name. */
async function standing(): Promise<null> {
  const key = keyFile(network.keys.acme.signing);
  const source = { sharedUrl: network.sharedUrl, company: 'acme', author: 'a test', key };
  const client = await createRegistryClient(source, { fetch, clock: () => Date.now(), dataDir: folder });
  await client(SCHEMA_PATHS.standing, {}, companyStanding);
  return null;
}

function postOnce(): Promise<string | null> {
  const idempotencyKey = `rolling-${(count.n += 1)}`;
  const input = { threadId: ROLLOUT.thread, body: 'Under way', idempotencyKey };
  return ask('acme', 'project-lead', POST, { input });
}

/** What the load goes on asking: own data, another company's, a write, a company in its own name, a browser's session. */
const LOAD: readonly (() => Promise<string | null>)[] = [
  () => ask('acme', 'project-lead', OWN),
  () => ask('harbor', 'delivery-lead', FOREIGN),
  postOnce,
  standing,
  refresh,
];
/** Everything runs in this one process: more would only wait for each other. */
const AT_ONCE = 2;
const count = { n: 0 };

/** What is on its way, and what waits for a moment at which nothing is. */
const onTheWay = new Set<Promise<string | null>>();
let held: Promise<void> | null = null;
/** How often all of the load has been asked. */
let rounds = 0;

/** Puts every program's clock forward at once, as time between two steps does: what was signed before is answered by then. */
async function later(milliseconds: number): Promise<void> {
  // Whoever asks has asked since: a browser has what it keeps sealed anew.
  for (const until = rounds + 2 * AT_ONCE; rounds < until;)
    await new Promise((resolve) => setTimeout(resolve, 20));
  held = Promise.all(onTheWay).then(() => void (ahead += milliseconds));
  await held;
  held = null;
}

/** Keeps asking while something is done; says how often, and what failed. */
async function underLoad(work: () => Promise<void>): Promise<{ asked: number; failed: string[] }> {
  const until = new AbortController();
  const failed: string[] = [];
  let asked = 0;
  const loop = async () => {
    for (let n = 0; !until.signal.aborted; n += 1) {
      if (held !== null) await held;
      const [once] = LOAD.slice(n % LOAD.length);
      if (once === undefined) break;
      const asking = once().catch(String);
      onTheWay.add(asking);
      const problem = await asking;
      onTheWay.delete(asking);
      if (n % LOAD.length === LOAD.length - 1) rounds += 1;
      asked += 1;
      if (problem !== null) failed.push(problem);
    }
  };
  const loops = Array.from({ length: AT_ONCE }, loop);
  await work();
  until.abort();
  await Promise.all(loops);
  return { asked, failed };
}

/** The three steps, with the times between them. */
async function rotate(program: 'gateway' | 'shared'): Promise<void> {
  const { signing: old } = network.keys[program];
  const fresh = await createTestKey(program);
  await network.roll(program, { signing: old, others: [fresh] });
  await later(UNTIL_SEEN);
  await network.roll(program, { signing: fresh, others: [old] });
  await later(UNTIL_OVER);
  await network.roll(program, { signing: fresh, others: [] });
}

/** `agent-network company key …`; its exit status. */
function companyKey(...args: string[]): Promise<number> {
  const terminal = { out: () => undefined, err: () => undefined };
  return runCli(['company', 'key', ...args, '--database-url', network.databases.shared.runtimeUrl], terminal);
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
    const { asked, failed } = await underLoad(() => rotate('gateway'));
    expect(failed).toEqual([]);
    expect(asked).toBeGreaterThan(20);
    expect(await shownAt(network.gatewayUrl)).toEqual([network.keys.gateway.signing.privateJwk.kid]);
  }, 120_000);

  it('the shared layer changes the key of its attestations', async () => {
    const { failed } = await underLoad(() => rotate('shared'));
    expect(failed).toEqual([]);
    expect(await shownAt(network.sharedUrl)).toEqual([network.keys.shared.signing.privateJwk.kid]);
  }, 120_000);

  it('a company changes the key that it asks with', async () => {
    const { signing: old } = network.keys.acme;
    const fresh = await createTestKey('acme');
    const { failed } = await underLoad(async () => {
      expect(await companyKey('add', 'acme', keyFile(fresh))).toBe(0);
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
    const { failed } = await underLoad(async () => {
      acme.shown = [old, fresh];
      await later(UNTIL_OVER);
      acme.signing = fresh;
      await new Promise((resolve) => setTimeout(resolve, 500));
      await later(UNTIL_OVER);
      acme.shown = [fresh];
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
    expect(failed).toEqual([]);
  }, 120_000);

  it('the structure of a table grows, and every program is restarted', async () => {
    const { failed } = await underLoad(async () => {
      // As a later version's migration would: the programs that run do not know of it.
      await withClient(network.databases.shared.ownerUrl, (client) =>
        client.query(`ALTER TABLE messages ADD COLUMN later TEXT NOT NULL DEFAULT '';
          ALTER TABLE participants ADD COLUMN later TEXT; CREATE TABLE later (id TEXT PRIMARY KEY)`),
      );
      await withClient(network.databases.acme.ownerUrl, (client) =>
        client.query('ALTER TABLE agents ADD COLUMN later TEXT'),
      );
      for (const program of ['shared', 'acme', 'gateway'] as const)
        await network.roll(program, network.keys[program]);
    });
    expect(failed).toEqual([]);
  }, 120_000);
});

describe('steps in the wrong order', () => {
  it('fail requests: a key that is retired while it is signed with', async () => {
    const { signing: old } = network.keys.acme;
    const { failed } = await underLoad(async () => {
      expect(await companyKey('add', 'acme', keyFile(await createTestKey('acme')))).toBe(0);
      expect(await companyKey('retire', 'acme', old.privateJwk.kid ?? '')).toBe(0);
      await later(0);
    });
    expect(failed.length).toBeGreaterThan(0);
  }, 120_000);

  it('stop a restart of gateways: one that signs with a key nobody has seen is never ready', async () => {
    const hasty = { signing: await createTestKey('hasty'), others: [] };
    await expect(network.roll('gateway', hasty)).rejects.toThrow('became ready');
  }, 120_000);
});
