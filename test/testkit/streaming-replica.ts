import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import { withClient } from '#prisma/tool/migrate.ts';

/** A server of its own with a streaming replica: PostgreSQL's own, not a likeness. */
export interface ReplicatedServer {
  readonly primary: EmbeddedPostgres;
  readonly standby: EmbeddedPostgres;
  /** The same address at the replica. */
  atStandby(url: string): string;
  /** Holds back what arrives at the replica, or lets it on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts both in a temporary folder, which `stop` removes. */
export async function startReplicatedServer(): Promise<ReplicatedServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'agent-network-replica-'));
  const [dataDir, copyDir] = [path.join(folder, 'primary'), path.join(folder, 'standby')];
  const primary = await startEmbeddedPostgres({ dataDir });
  await copyRunning(primary, copyDir);
  await cp(`${dataDir}.secret`, `${copyDir}.secret`);
  const standby = await startEmbeddedPostgres({ dataDir: copyDir, settings: ['hot_standby_feedback=on'] });
  const replay = (what: 'pause' | 'resume') =>
    withClient(standby.adminUrl, async (client) => {
      await client.query(`SELECT pg_wal_replay_${what}()`);
    });
  return {
    ...{ primary, standby },
    atStandby: (url) => Object.assign(new URL(url), { port: String(standby.port) }).href,
    pause: () => replay('pause'),
    resume: () => replay('resume'),
    async stop() {
      await standby.stop();
      await primary.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL's low-level base backup: the npm package has no `pg_basebackup`. */
async function copyRunning({ adminUrl }: EmbeddedPostgres, copyDir: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    await client.query(`SELECT pg_backup_start('replica', true)`);
    const own = new Set(['postmaster.pid', 'postmaster.opts']);
    await cp(rows[0]?.data_directory ?? '', copyDir, {
      recursive: true,
      filter: (source) => !own.has(path.basename(source)),
    });
    const ended = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    await writeFile(path.join(copyDir, 'backup_label'), ended.rows[0]?.labelfile ?? '');
  });
  await writeFile(path.join(copyDir, 'standby.signal'), '');
  const { hostname, port, username, password } = new URL(adminUrl);
  const from = `host=${hostname} port=${port} user=${username} password=${password} sslmode=disable`;
  await writeFile(path.join(copyDir, 'postgresql.auto.conf'), `primary_conninfo = '${from}'\n`);
}
