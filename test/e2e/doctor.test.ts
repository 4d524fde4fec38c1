import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { diskCheck } from '#cli/doctor/checks/machine-checks.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { runCli } from '#cli/program.ts';
import { withClient } from '#prisma/tool/migrate.ts';
import { doctored, type DoctoredNetwork, type Told } from '#test/testkit/doctored-network.ts';
import { createTestKey } from '#test/testkit/network-keys.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

let network: TestNetwork;
let environments: DoctoredNetwork['environments'];
let doctor: DoctoredNetwork['doctor'];
let whileBroken: DoctoredNetwork['whileBroken'];
let owner: DoctoredNetwork['owner'];
const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-doctor-'));
const file = (name: string) => path.join(folder, name);

beforeAll(async () => {
  network = await startTestNetwork();
  ({ environments, doctor, whileBroken, owner } = doctored(network, folder));
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await network[Symbol.asyncDispose]();
});

const codes = ({ findings }: Told) => findings.map(({ code }) => code);

describe('doctor', () => {
  it.each(['gateway', 'shared', 'company'] as const)(
    'finds nothing wrong with a %s that is well',
    async (program) => {
      const { status, findings } = await doctor(program, {}, { allChains: true });
      // The gateway asks issuers at their registered addresses, where nobody listens in this network.
      const real = findings.filter(({ says }) => !says.includes('issuer at http://keys.test'));
      expect(real).toEqual([]);
      expect(status).toBe(0);
    },
  );

  it('is typed as a command, and prints what to do', async () => {
    let out = '';
    const terminal = { out: (text: string) => void (out += text), err: (text: string) => void (out += text) };
    Object.assign(process.env, { ...environments.shared, DATABASE_URL: 'nonsense' });
    try {
      expect(await runCli(['doctor', '--program', 'shared'], terminal)).toBe(1);
      expect(out).toMatch(/✗ SETTINGS_INVALID: DATABASE_URL is not valid.*\n {6}Set the variables/);
      expect(await runCli(['doctor', '--program', 'nobody'], terminal)).toBe(2);
    } finally {
      for (const name of Object.keys(environments.shared)) Reflect.deleteProperty(process.env, name);
    }
  });

  it('tells an old Node, missing settings, and a key that others can read', async () => {
    expect(codes(await doctor('shared', {}, { version: 'v20.11.0' }))).toEqual(['NODE_TOO_OLD']);
    for (const program of ['gateway', 'shared', 'company'] as const)
      expect(codes(await doctor(program, { SIGNING_KEY_FILE: file('missing') }))).toEqual([
        'SETTINGS_INVALID',
      ]);
    chmodSync(file('shared'), 0o644);
    expect(codes(await doctor('shared'))).toEqual(['KEY_FILE_OPEN']);
    chmodSync(file('shared'), 0o600);
  });

  it('tells a key that the running program does not show, and one that the registry does not know', async () => {
    writeFileSync(file('other'), JSON.stringify((await createTestKey('other')).privateJwk), { mode: 0o600 });
    const other = { SIGNING_KEY_FILE: file('other') };
    expect(codes(await doctor('shared', other))).toEqual(['KEY_NOT_PUBLISHED']);
    expect(codes(await doctor('gateway', other))).toEqual(['KEY_NOT_PUBLISHED', 'REGISTRY_REFUSED']);
    const found = codes(await doctor('company', other));
    expect(found).toEqual(['KEY_NOT_PUBLISHED', 'KEY_NOT_REGISTERED', 'KEY_NOT_REGISTERED']);
  });

  it('tells who does not answer, and whose clock differs', async () => {
    const nobody = 'http://127.0.0.1:1';
    expect(codes(await doctor('shared', { PORT: '1' }))).toEqual(['PROGRAM_NOT_RUNNING']);
    expect((await doctor('shared', { PORT: '1' })).status).toBe(0);
    expect(codes(await doctor('shared', { GATEWAY_JWKS_URL: nobody }))).toEqual(['KEYS_UNREACHABLE']);
    expect(codes(await doctor('company', { SHARED_URL: nobody }))).toEqual([
      'PROGRAM_NOT_RUNNING',
      'PROGRAM_NOT_RUNNING',
      'PROGRAM_NOT_RUNNING',
    ]);
    expect(codes(await doctor('company', { ISSUER_JWKS_URL: `${network.sharedUrl}/health` }))).toEqual([
      'KEYS_UNREACHABLE',
    ]);
    expect(codes(await doctor('gateway', {}, { skewMs: 9000 }))).toContain('CLOCK_SKEW');
    expect(codes(await doctor('company', {}, { skewMs: -9000 }))).toEqual(['CLOCK_SKEW']);
    expect(codes(await doctor('company', {}, { skewMs: 2000 }))).toEqual([]);
  });

  it('tells a database that is not there, and never its password', async () => {
    const secret = 'hunter2-in-the-address';
    const env = { DATABASE_URL: `postgresql://somebody:${secret}@127.0.0.1:1/none` };
    for (const program of ['shared', 'company'] as const) {
      const told = await doctor(program, env);
      expect(codes(told)).toEqual(expect.arrayContaining(['DATABASE_UNREACHABLE']));
      expect(told.text).not.toContain(secret);
    }
  });

  it('tells roles that are too strong, or too weak', async () => {
    const urls = network.databases.get('shared');
    const asOwner = { DATABASE_URL: urls?.ownerUrl ?? '' };
    expect(codes(await doctor('shared', asOwner))).toEqual(['ROLE_OWNS_TABLES']);
    const role = urls?.runtimeRole ?? '';
    const weak = await whileBroken(
      'shared',
      `REVOKE SELECT ON teams FROM ${role}`,
      `GRANT SELECT ON teams TO ${role}`,
      () => doctor('shared'),
    );
    expect(codes(weak)).toEqual(['ROLE_LACKS_RIGHTS']);
    const superuser = Object.assign(new URL(process.env['AGENT_NETWORK_TEST_POSTGRES'] ?? ''), {
      pathname: new URL(urls?.ownerUrl ?? '').pathname,
    }).href;
    expect(codes(await doctor('shared', { DATABASE_URL: superuser }))).toContain('ROLE_TOO_STRONG');
  });

  it('tells a wall that is down, and one that lets by', async () => {
    const off = await whileBroken(
      'shared',
      'ALTER TABLE messages NO FORCE ROW LEVEL SECURITY',
      'ALTER TABLE messages FORCE ROW LEVEL SECURITY',
      () => doctor('shared'),
    );
    expect(codes(off)).toEqual(['ROW_SECURITY_OFF', 'STRUCTURE_DIFFERS']);
    const open = await whileBroken(
      'shared',
      'CREATE POLICY "all" ON messages USING (true)',
      'DROP POLICY "all" ON messages',
      () => doctor('shared'),
    );
    expect(codes(open)).toEqual(['ROW_SECURITY_OPEN', 'STRUCTURE_DIFFERS']);
  });

  it('tells migrations that are missing, edited, or of a newer version', async () => {
    const name = "migration_name = '20261122201100_tools'";
    const change = (set: string, back: string) =>
      whileBroken(
        'acme',
        `UPDATE _prisma_migrations SET ${set} WHERE ${name}`,
        `UPDATE _prisma_migrations SET ${back} WHERE ${name}`,
        () => doctor('company'),
      );
    const pending = await change('rolled_back_at = now()', 'rolled_back_at = NULL');
    expect(codes(pending)).toEqual(['MIGRATIONS_PENDING']);
    expect(pending.findings[0]?.says).toContain('20261122201100_tools');
    const kept = await withClient(owner('acme'), (client) =>
      client.query<{ checksum: string }>(`SELECT checksum FROM _prisma_migrations WHERE ${name}`),
    );
    expect(codes(await change("checksum = 'x'", `checksum = '${kept.rows[0]?.checksum ?? ''}'`))).toEqual([
      'MIGRATIONS_WRONG',
    ]);
    const newer = await whileBroken(
      'acme',
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('n', 'n', '20991122201100_later', now())",
      "DELETE FROM _prisma_migrations WHERE id = 'n'",
      () => doctor('company'),
    );
    expect(newer.findings[0]?.says).toContain('the database is of a newer version');
  });

  it('tells a structure that was changed by hand, and leaves nothing behind', async () => {
    const { findings } = await whileBroken(
      'acme',
      'ALTER TABLE notes ADD COLUMN extra text; DROP INDEX "outbox_subject_id_position_idx"',
      'ALTER TABLE notes DROP COLUMN extra; CREATE INDEX "outbox_subject_id_position_idx" ON "outbox"("subject_id", "position")',
      () => doctor('company'),
    );
    expect(findings.map(({ says }) => says)).toEqual([
      'Not as the migrations make it: column notes.extra (added), index outbox_subject_id_position_idx (missing).',
    ]);
    const { rows } = await withClient(owner('acme'), (client) =>
      client.query("SELECT FROM pg_namespace WHERE nspname LIKE 'doctor%'"),
    );
    expect(rows).toEqual([]);
  });

  it('tells a log that was altered behind everybody', async () => {
    const harm = (sequence: number) =>
      `UPDATE team_events SET company_slug = 'nimbus' WHERE team_id = '${ROLLOUT.team}' AND sequence = ${sequence}`;
    const kept = await withClient(owner('shared'), (client) =>
      client
        .query("SET app.operator = 'maintenance'")
        .then(() =>
          client.query<{ company: string }>(
            `SELECT company_slug AS company FROM team_events WHERE team_id = '${ROLLOUT.team}' AND sequence = 4`,
          ),
        ),
    );
    const mend = harm(4).replace("'nimbus'", `'${kept.rows[0]?.company ?? ''}'`);
    const told = await whileBroken('shared', harm(4), mend, () => doctor('shared'));
    expect(told.findings.map(({ says }) => says)).toEqual([
      `The log is broken of ${ROLLOUT.team} at event 4.`,
    ]);
    expect(codes(await doctor('shared', {}, { allChains: true }))).toEqual([]);
  });

  it('tells a schema that was not published, and one that gateways refuse', async () => {
    expect(codes(await doctor('company', { EXTENSION_MODULE: '' }))).toEqual(['SCHEMA_NOT_PUBLISHED']);
    const refused = await whileBroken(
      'shared',
      "UPDATE company_schemas SET sdl = replace(sdl, 'type AcmeCase', 'type Case') WHERE sdl LIKE '%type AcmeCase%'",
      "UPDATE company_schemas SET sdl = replace(sdl, 'type Case', 'type AcmeCase') WHERE sdl LIKE '%type Case%'",
      () => doctor('gateway'),
    );
    expect(codes(refused)).toContain('COMPANY_SCHEMA_REFUSED');
  });

  it('tells a ledger and a shared layer that are of different times, and no other company of either', async () => {
    const [id, active] = ['shr_acme_01KB0000000000000000000000', 'shr_acme_01KB0000000000000000000001'];
    const stub = (company: string, share: string) =>
      `INSERT INTO shares (id, team_id, company_slug, target_kind, sequence, created_at)
       VALUES ('${share}', '${ROLLOUT.team}', '${company}', 'DOCUMENT', ${company === 'acme' ? 90_001 : 90_002}, now())`;
    const behind = await whileBroken(
      'shared',
      `${stub('acme', id)}; ${stub('harbor', id.replace('acme', 'harbor'))}`,
      'DELETE FROM shares WHERE sequence > 90000',
      () => doctor('company'),
    );
    expect(behind.findings.map(({ code, says }) => [code, says])).toEqual([
      ['LEDGER_BEHIND', `The shared layer shows shares that the ledger does not know: ${id}.`],
    ]);
    const ahead = await whileBroken(
      'acme',
      `INSERT INTO shares (id, team_id, target_kind, target_id, shared_at, shared_by, state)
       VALUES ('${active}', '${ROLLOUT.team}', 'DOCUMENT', 'doc', now(), 'somebody', 'ACTIVE')`,
      `DELETE FROM shares WHERE id = '${active}'`,
      () => doctor('company'),
    );
    expect(ahead.findings.map(({ code, says }) => [code, says])).toEqual([
      ['LEDGER_AHEAD', `The ledger holds active what the shared layer does not show: ${active}.`],
    ]);
  });

  it('tells a disk that fills up', async () => {
    const gib = 1_073_741_824;
    const of = (free: number) =>
      diskCheck(folder, () => Promise.resolve({ bsize: gib / 4, blocks: 400, bavail: free })).run();
    expect((await of(3))[0]).toMatchObject({ code: 'DISK_LOW', level: 'problem' });
    expect((await of(16))[0]).toMatchObject({ code: 'DISK_LOW', level: 'warning' });
    expect(await of(100)).toEqual([]);
    expect(await diskCheck(file('nothing')).run()).toEqual([]);
  });
});
