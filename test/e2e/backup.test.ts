import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { openDatabase } from '#subgraphs/shared/database.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import { CompaniesAtWork, DANA, TOMAS } from '#test/testkit/companies-at-work.ts';
import { eraseTheDayAfter, keptForADay, whatIsKept } from '#test/testkit/kept-for-a-day.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { operatorCommand as run } from '#test/testkit/operator-command.ts';
import { createEmptyBeside, putInPlaceOf, type TestDatabase } from '#test/testkit/postgres.ts';

const OWNERS = ['shared', 'acme', 'harbor'] as const;
type Owner = (typeof OWNERS)[number];
const LOG = `query ($id: ID!, $after: String) { team(id: $id) { verify { valid checked }
  events(first: 100, after: $after) { nodes { sequence } pageInfo { hasNextPage endCursor } } } }`;
const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-backup-'));
const at = (owner: Owner) => path.join(folder, owner);

let network: TestNetwork;
let companies: CompaniesAtWork;
beforeAll(async () => {
  network = await startTestNetwork();
  companies = CompaniesAtWork.in(network);
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await network[Symbol.asyncDispose]();
});

function databaseOf(owner: string): TestDatabase {
  const database = network.databases.get(owner);
  if (!database) throw new Error(`no database of ${owner}`);
  return database;
}

async function reference(company: string, subject: string) {
  const { json } = await network.ask(await network.tokenOf(company, subject), REFERENCE_QUERY);
  expect(json.errors).toBeUndefined();
  return json.data;
}

/** Posts until told to stop; gives what was acknowledged, in order. */
function keepPosting() {
  const acknowledged: string[] = [];
  const until = new AbortController();
  const done = (async () => {
    for (let n = 1; !until.signal.aborted; n += 1) {
      await companies.post(n % 2 === 0 ? DANA : TOMAS, ROLLOUT.thread, `While it is backed up, ${n}`);
      acknowledged.push(`While it is backed up, ${n}`);
    }
  })();
  return { acknowledged, stop: () => (until.abort(), done) };
}

describe('backup', () => {
  let before: { readonly acme: unknown; readonly harbor: unknown };
  let acknowledged: readonly string[];

  it('writes a network down while it works', async () => {
    const posting = keepPosting();
    while (posting.acknowledged.length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    acknowledged = [...posting.acknowledged];
    for (const owner of OWNERS) {
      const { status, out, err } = await run(
        ['backup', '--out', at(owner), '--json'],
        owner,
        databaseOf(owner),
      );
      expect({ status, err }).toEqual({ status: 0, err: '' });
      expect(JSON.parse(out)).toMatchObject({ program: owner === 'shared' ? 'shared' : 'company' });
    }
    const during = posting.acknowledged.length;
    await posting.stop();
    expect(during).toBeGreaterThan(acknowledged.length);
    expect(statSync(at('shared')).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(at('shared')))
      expect(statSync(path.join(at('shared'), file)).mode & 0o777).toBe(0o600);
  });

  it('restores it to new databases, on which it answers the same', async () => {
    before = {
      acme: await reference('acme', 'project-lead'),
      harbor: await reference('harbor', 'delivery-lead'),
    };
    // Told apart from what was restored: it is not in the backup.
    await companies.post(DANA, ROLLOUT.thread, 'After the backup');
    for (const owner of OWNERS) {
      const old = databaseOf(owner);
      const fresh = await createEmptyBeside(old);
      expect(await run(['restore', at(owner)], owner, fresh)).toMatchObject({ status: 0, err: '' });
      await network.restart(owner, () => putInPlaceOf(old, fresh));
    }
    const bodies = await companies.bodies(DANA, ROLLOUT.thread);
    expect(bodies).toEqual(expect.arrayContaining([...acknowledged]));
    expect(bodies).not.toContain('After the backup');
    const kept = bodies?.length ?? 0;
    expect(untilMessage(await reference('acme', 'project-lead'), 50)).toEqual(
      untilMessage(before.acme, kept),
    );
    expect(untilMessage(await reference('harbor', 'delivery-lead'), 50)).toEqual(
      untilMessage(before.harbor, kept),
    );
  }, 60_000);

  it('has every log whole, which goes on from there', async () => {
    for (const who of [DANA, TOMAS]) {
      await companies.post(who, ROLLOUT.thread, 'After the restore');
      const { verify, events } = await log();
      expect(events).toEqual(events.map((_, index) => index + 1));
      expect(verify).toEqual({ valid: true, checked: events.length });
    }
  });

  async function log() {
    type Answer = {
      team: {
        verify: object;
        events: { nodes: { sequence: number }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      };
    };
    const events: number[] = [];
    for (let after: string | null = null; ;) {
      const { team }: Answer = await companies.ask<Answer>(DANA, LOG, { id: ROLLOUT.team, after });
      events.push(...team.events.nodes.map(({ sequence }) => sequence));
      if (!team.events.pageInfo.hasNextPage) return { verify: team.verify, events };
      after = team.events.pageInfo.endCursor;
    }
  }

  it('has roles and row-level security in force', async () => {
    const { runtimeUrl, ownerUrl, runtimeRole } = databaseOf('shared');
    const db = openDatabase(runtimeUrl);
    expect(await db.message.count()).toBe(0);
    await expect(db.$executeRaw`DROP TABLE messages`).rejects.toThrow('must be owner');
    await db.$disconnect();
    const { rows } = await withClient(ownerUrl, (client) =>
      client.query<object>(
        `SELECT count(*) FILTER (WHERE NOT (relrowsecurity AND relforcerowsecurity))::int AS open,
           has_table_privilege($1, '_prisma_migrations', 'SELECT') AS ledger
         FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> '_prisma_migrations'`,
        [runtimeRole],
      ),
    );
    expect(rows).toEqual([{ open: 0, ledger: false }]);
  });

  it('keeps rows exactly, of every type and of a realm', async () => {
    const again = path.join(folder, 'again');
    for (const owner of ['acme', 'harbor'] as const) {
      rmSync(again, { recursive: true, force: true });
      await run(['backup', '--out', again], owner, databaseOf(owner));
      expect(sums(again)).toEqual(sums(at(owner)));
    }
  });

  it('refuses a database that has rows, and leaves it alone', async () => {
    const told = await run(['restore', at('shared')], 'shared', databaseOf('shared'));
    expect(told).toMatchObject({ status: 2, out: '' });
    expect(told.err).toContain('The database has rows in public.');
    expect((await log()).events.length).toBeGreaterThan(0);
  });

  it('refuses what is damaged, unfinished or of another version, before it changes anything', async () => {
    const fresh = await createEmptyBeside(databaseOf('shared'));
    const cases: [string, (copy: string) => void, number, string][] = [
      [
        'a byte',
        (copy) => flip(path.join(copy, 'public.messages.jsonl.gz')),
        1,
        'public.messages.jsonl.gz is not what was written',
      ],
      [
        'a file',
        (copy) => rmSync(path.join(copy, 'public.teams.jsonl.gz')),
        1,
        'public.teams.jsonl.gz is missing',
      ],
      ['manifest', (copy) => rmSync(path.join(copy, 'manifest.json')), 1, 'no finished backup'],
      ['text', (copy) => writeFileSync(path.join(copy, 'manifest.json'), '{'), 1, 'damaged'],
      ['format', (copy) => edit(copy, '"format": 1', '"format": 2'), 2, 'written by a later version'],
      [
        'newer',
        (copy) => edit(copy, '20261122180000_event_log', '20991122180000_event_log'),
        2,
        'of a newer version',
      ],
      [
        'other',
        (copy) => edit(copy, /"checksum": "../, '"checksum": "zz'),
        2,
        'is another than that of the backup',
      ],
    ];
    for (const [name, damage, status, word] of cases) {
      const copy = path.join(folder, `damaged-${name}`);
      cpSync(at('shared'), copy, { recursive: true });
      damage(copy);
      const told = await run(['restore', copy], 'shared', fresh);
      expect([name, told.status, told.err]).toEqual([name, status, expect.stringContaining(word)]);
      expect((await run(['restore', '--check', copy], 'shared', fresh)).status).toBe(status);
    }
    const { rows } = await withClient(fresh.ownerUrl, (client) =>
      client.query("SELECT FROM pg_tables WHERE schemaname = 'public'"),
    );
    expect(rows).toEqual([]);
    await fresh.drop();
  });

  it('refuses a role that sees less than everything, and a database of another program', async () => {
    const { runtimeUrl } = databaseOf('harbor');
    const blind = { ...databaseOf('shared'), ownerUrl: databaseOf('shared').runtimeUrl };
    for (const [owner, database, word] of [
      ['shared', blind, 'This role does not see all rows'],
      ['harbor', { ...databaseOf('harbor'), ownerUrl: runtimeUrl }, 'This role does not see all rows'],
      ['shared', databaseOf('nimbus'), 'no database of the shared layer or of a company'],
    ] as const) {
      const told = await run(
        ['backup', '--out', path.join(folder, `refused-${word.length}`)],
        owner,
        database,
      );
      expect([told.status, told.err]).toEqual([2, expect.stringContaining(word)]);
    }
    expect(await run(['backup', '--out', at('shared')], 'shared', databaseOf('shared'))).toMatchObject({
      ...{ status: 2, err: expect.stringContaining('is not empty') },
    });
  });
});

describe('a backup and what is not kept any longer', () => {
  const backup = async (name: string) => {
    const told = await run(['backup', '--out', path.join(folder, name)], 'shared', databaseOf('shared'));
    expect(told.status).toBe(0);
  };
  const restored = async (name: string) => {
    const fresh = await createEmptyBeside(databaseOf('shared'));
    expect(await run(['restore', path.join(folder, name)], 'shared', fresh)).toMatchObject({ status: 0 });
    return fresh;
  };

  it('has every log whole and no erased text, but for whoever held it, or loses it once more', async () => {
    const team = await keptForADay(companies);
    await backup('before-erasure');
    expect(await eraseTheDayAfter(databaseOf('shared'))).toBe(1);
    await backup('after-erasure');

    const after = await restored('after-erasure');
    const erased = { readable: false, held: [team.body], brokenLogs: [] };
    expect(await whatIsKept(after, team)).toEqual(erased);
    expect(await eraseTheDayAfter(after)).toBe(0);
    await after.drop();

    const before = await restored('before-erasure');
    expect(await whatIsKept(before, team)).toEqual({ readable: true, held: [], brokenLogs: [] });
    expect(await eraseTheDayAfter(before)).toBe(1);
    expect(await whatIsKept(before, team)).toEqual(erased);
    await network.restart('shared', () => putInPlaceOf(databaseOf('shared'), before));
    for (const who of [DANA, TOMAS]) expect(await companies.bodies(who, team.threadId)).toEqual(['']);
    await companies.post(TOMAS, team.threadId, 'It goes on');
    expect(await whatIsKept(databaseOf('shared'), team)).toEqual(erased);
  });
});

/** The answer with no more of the thread's messages than there were. */
function untilMessage(data: unknown, count: number): unknown {
  const copy = structuredClone(data) as {
    team: { threads: { nodes: { messages: { nodes: unknown[] } }[] } };
  };
  for (const { messages } of copy.team.threads.nodes) messages.nodes = messages.nodes.slice(0, count);
  return copy;
}

function sums(backup: string) {
  const { tables } = JSON.parse(readFileSync(path.join(backup, 'manifest.json'), 'utf8')) as {
    tables: { name: string; rows: number; sha256: string }[];
  };
  // What others were given is counted while they are asked.
  const quiet = tables.filter(({ name }) => name !== 'disclosure_reads');
  return quiet.map(({ name, rows, sha256 }) => ({ name, rows, sha256 }));
}

function flip(file: string): void {
  const bytes = readFileSync(file);
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  writeFileSync(file, bytes);
}

function edit(backup: string, from: string | RegExp, to: string): void {
  const file = path.join(backup, 'manifest.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}
