import { expect } from '@jest/globals';
import { runCli } from '#cli/program.ts';
import { migrateLater } from './later-version.ts';
import { createTestKey } from './network-keys.ts';
import { createRollingLoad, type RollingLoad } from './rolling-load.ts';
import { startRollingNetwork, type KeySet, type RollingNetwork } from './rolling-network.ts';
import { createKeyFiles, rollingRequests, type KeyFiles } from './rolling-requests.ts';

/** Verifiers look for an unknown key again after this; what is signed with a key is over after the other. */
export const [UNTIL_SEEN, UNTIL_OVER] = [31_000, 125_000];

/** A rolling network, its load, and what its operators do to it. */
export interface RollingSite extends AsyncDisposable {
  readonly network: RollingNetwork;
  readonly load: RollingLoad;
  readonly files: KeyFiles;
  /** The three steps, of each of the programs, with the times between them. */
  rotate(...programs: readonly ('gateway' | 'shared')[]): Promise<void>;
  /** Has Acme ask with another key. */
  changeCompanyKey(): Promise<void>;
  /** `agent-network company key …`; its exit status. */
  companyKey(...args: readonly string[]): Promise<number>;
  /** Adds to tables, as a later version would. */
  grow(): Promise<void>;
}

/** Starts it. The clock of this process is its own from then on, until it is disposed of. */
export async function startRollingSite(): Promise<RollingSite> {
  const now = Date.now;
  let ahead = 0;
  // The time between the steps passes for every program at once.
  Date.now = () => now() + ahead;
  const network = await startRollingNetwork();
  const files = createKeyFiles();
  const requests = await rollingRequests(network, files);
  const load = createRollingLoad(requests, network.journal, (milliseconds) => (ahead += milliseconds));
  const site = { network, load, files, companyKey: companyKeyOf(network), grow: () => grow(network) };
  return {
    ...site,
    rotate: (...programs) => rotate(site, programs),
    changeCompanyKey: () => changeCompanyKey(site),
    async [Symbol.asyncDispose]() {
      Date.now = now;
      files[Symbol.dispose]();
      await network[Symbol.asyncDispose]();
    },
  };
}

type Site = Pick<RollingSite, 'network' | 'load' | 'files' | 'companyKey'>;

async function rotate({ network, load }: Site, programs: readonly ('gateway' | 'shared')[]): Promise<void> {
  const changes = await Promise.all(
    programs.map(async (program) => {
      return { program, old: network.keys[program].signing, fresh: await createTestKey(program) };
    }),
  );
  const step = async (keysOf: (change: (typeof changes)[number]) => KeySet) => {
    for (const change of changes) await network.roll(change.program, keysOf(change));
  };
  await step(({ old, fresh }) => ({ signing: old, others: [fresh] }));
  await load.later(UNTIL_SEEN);
  await step(({ old, fresh }) => ({ signing: fresh, others: [old] }));
  await load.later(UNTIL_OVER);
  await step(({ fresh }) => ({ signing: fresh, others: [] }));
}

async function changeCompanyKey({ network, load, files, companyKey }: Site): Promise<void> {
  const { signing: old } = network.keys.acme;
  const fresh = await createTestKey('acme');
  expect(await companyKey('add', 'acme', files.of(fresh))).toBe(0);
  await network.roll('acme', { signing: fresh, others: [] });
  // What was signed with the old one is answered by then.
  await load.askedAll();
  expect(await companyKey('retire', 'acme', old.privateJwk.kid ?? '')).toBe(0);
}

function companyKeyOf({ databases }: RollingNetwork): RollingSite['companyKey'] {
  const terminal = { out: () => undefined, err: () => undefined };
  return (...args) =>
    runCli(['company', 'key', ...args, '--database-url', databases.shared.runtimeUrl], terminal);
}

/** Two tables that requests ask one after the other, in the order that they are not asked in: what deadlocks are made of. */
async function grow({ databases: { shared, acme } }: RollingNetwork): Promise<void> {
  await migrateLater(
    shared.ownerUrl,
    `ALTER TABLE public.messages ADD COLUMN later TEXT NOT NULL DEFAULT '';
     ALTER TABLE public.participants ADD COLUMN later TEXT; CREATE TABLE later (id TEXT PRIMARY KEY)`,
  );
  await migrateLater(acme.ownerUrl, 'ALTER TABLE public.agents ADD COLUMN later TEXT');
}

/** The ids of the keys that a program shows; their private halves it shows to nobody. */
export async function keysShownAt(url: string): Promise<unknown[]> {
  const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as {
    keys: { kid: string; d?: string }[];
  };
  expect(keys.every((key) => key.d === undefined)).toBe(true);
  return keys.map(({ kid }) => kid);
}
