import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, readdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from './embedded-postgres.ts';
import { isRunning } from './pid-file.ts';
import { NOBODY, temporaryHome } from './run-identity.ts';
import { runToEnd } from './run-to-end.ts';

const asRoot = process.getuid?.() === 0;
/** A container may withhold this from its root; the messages are also tested in failure-reason.test.ts. */
const canMount = asRoot && (await mountable());
const childProgram = fileURLToPath(new URL('fixtures/start-server.ts', import.meta.url));

let home: string;
let dataDir: string;
const running = new Set<EmbeddedPostgres>();

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'embedded-'));
  dataDir = path.join(home, 'data');
});

afterEach(async () => {
  await stopAll();
  await rm(home, { recursive: true, force: true });
});

async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, ...options });
  running.add(server);
  return server;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function mountable(): Promise<boolean> {
  const folder = await mkdtemp(path.join(tmpdir(), 'mount-'));
  const { code } = await runToEnd(['mount', '-t', 'tmpfs', 'tmpfs', folder]);
  if (code === 0) await runToEnd(['umount', folder]);
  await rmdir(folder);
  return code === 0;
}

/** Starts the launcher in a Node process of its own, and waits for what it says about its server. */
async function startInChild(user: { uid?: number; gid?: number } = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', childProgram, dataDir], {
    ...user,
    cwd: path.dirname(childProgram),
    env: { ...process.env, NODE_OPTIONS: '', TMPDIR: home },
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout }))
    return { child, server: readServer(line) };
  throw new Error('The launcher ended without a word.');
}

function readServer(line: string) {
  const said: unknown = JSON.parse(line);
  return said as { pid: number; port: number; adopted: boolean; ownerUrl: string };
}

/** Puts a small disk under the folder of the test while some work is done. */
async function onDiskOf(size: string, work: () => Promise<void>): Promise<void> {
  await runToEnd(['mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', home]);
  try {
    await work();
  } finally {
    await stopAll();
    await runToEnd(['umount', home]);
  }
}

async function stopAll(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop()));
  running.clear();
}

/** Kills a process and its group, as closing a terminal does. */
async function killGroup(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await exit;
}

describe('startEmbeddedPostgres', () => {
  it('makes a database that only its own roles may enter, and keeps it for the next start', async () => {
    const first = await start();
    const urls = await first.ensureDatabase('notes');
    const other = await first.ensureDatabase('other');
    await query(urls.ownerUrl, 'CREATE TABLE note (body TEXT)');
    await query(urls.ownerUrl, "INSERT INTO note VALUES ('kept')");
    await expect(query(urls.runtimeUrl, 'SELECT * FROM note')).rejects.toMatchObject({ code: '42501' });
    const foreign = Object.assign(new URL(other.ownerUrl), { pathname: '/notes' }).href;
    await expect(query(foreign, 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
    await first.stop();
    expect(await first.exited).toMatchObject({ code: 0 });

    const second = await start();
    expect(second.adopted).toBe(false);
    const again = await second.ensureDatabase('notes');
    expect(new URL(again.ownerUrl).password).toBe(new URL(urls.ownerUrl).password);
    expect(await query(again.ownerUrl, 'SELECT body FROM note')).toEqual([{ body: 'kept' }]);
  });

  it('gives its roles no power, and loses nothing for speed', async () => {
    const server = await start();
    await Promise.all([server.ensureDatabase('notes'), server.ensureDatabase('notes')]);
    const roles = await query(
      server.adminUrl,
      "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication AS power FROM pg_roles WHERE rolname LIKE 'notes%' ORDER BY 1",
    );
    expect(roles).toEqual([
      { rolname: 'notes_app', power: false },
      { rolname: 'notes_owner', power: false },
    ]);
    const settings = await query(
      server.adminUrl,
      `SELECT current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
              current_setting('synchronous_commit') AS commit, current_setting('listen_addresses') AS addresses,
              current_setting('server_encoding') AS encoding, current_setting('password_encryption') AS passwords`,
    );
    expect(settings).toEqual([
      {
        fsync: 'on',
        pages: 'on',
        commit: 'on',
        addresses: '127.0.0.1',
        encoding: 'UTF8',
        passwords: 'scram-sha-256',
      },
    ]);
    expect((await stat(`${dataDir}.secret`)).mode & 0o777).toBe(0o600);
    await expect(server.ensureDatabase('no"good')).rejects.toMatchObject({ code: 'INVALID_NAME' });
  });

  it('loses nothing that was committed when the server is killed, and starts again', async () => {
    const first = await start();
    const { ownerUrl } = await first.ensureDatabase('notes');
    await query(ownerUrl, 'CREATE TABLE note (id INT)');
    let committed = 0;
    const writing = (async () => {
      for (;;) {
        await query(ownerUrl, `INSERT INTO note VALUES (${committed})`);
        committed += 1;
        if (committed === 20) process.kill(first.pid, 'SIGKILL');
      }
    })();
    await expect(writing).rejects.toThrow();
    expect(await first.exited).toMatchObject({ code: null });
    running.delete(first);
    const second = await start();
    const found = await query((await second.ensureDatabase('notes')).ownerUrl, 'SELECT id FROM note');
    expect(found.length).toBeGreaterThanOrEqual(committed);
  });

  it('keeps the server apart from its parent, and adopts and stops it when that was killed', async () => {
    const { child, server } = await startInChild();
    await killGroup(child);
    expect(await isRunning(server.pid)).toBe(true);
    const adopted = await start({ port: 1 });
    expect(adopted).toMatchObject({ adopted: true, pid: server.pid, port: server.port });
    expect(await query((await adopted.ensureDatabase('child')).ownerUrl, 'SELECT 1 AS one')).toEqual([
      { one: 1 },
    ]);
    await adopted.stop();
    await adopted.exited;
    expect(await isRunning(server.pid)).toBe(false);
  });

  it('lets two starts at once share one server', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect(one.pid).toBe(two.pid);
    expect([one.adopted, two.adopted].sort()).toEqual([false, true]);
  });

  it('starts over the pid file of a server whose number belongs to another program now', async () => {
    const first = await start();
    const left = await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8');
    await first.stop();
    running.delete(first);
    const other = spawn('sleep', ['60']);
    await writeFile(path.join(dataDir, 'postmaster.pid'), left.replace(String(first.pid), String(other.pid)));
    const lines: string[] = [];
    const second = await start({ log: (line) => void lines.push(line) });
    expect(second.adopted).toBe(false);
    expect(lines[0]).toBe(`postmaster.pid names process ${other.pid}, which is another program now.`);
    expect(other.exitCode).toBeNull();
    other.kill();
  });

  it('names a port that is taken, and the setting', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const address = blocker.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await expect(start({ port: port ?? 0 })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringMatching(new RegExp(`Port ${port}.*DATABASE_PORT.*DATABASE_URL`)),
    });
    blocker.close();
  });

  it('refuses a folder of something else, a damaged one, and one without its secret', async () => {
    await writeFile(path.join(home, 'letter.txt'), 'Dear reader');
    await expect(start({ dataDir: home })).rejects.toMatchObject({ code: 'DATA_FOLDER_INVALID' });
    const server = await start();
    await server.stop();
    running.delete(server);
    const secret = await readFile(`${dataDir}.secret`, 'utf8');
    await rm(`${dataDir}.secret`);
    await expect(start()).rejects.toMatchObject({ code: 'SECRET_MISSING' });
    await writeFile(`${dataDir}.secret`, 'another');
    await expect(start()).rejects.toMatchObject({ code: 'SECRET_REFUSED' });
    await writeFile(`${dataDir}.secret`, secret);
    await writeFile(path.join(dataDir, 'PG_VERSION'), '15\n');
    await expect(start()).rejects.toMatchObject({ code: 'DATA_FOLDER_INVALID' });
  });
});

// The branches for root can only be taken by root, as in most containers; those for a user are taken from there too.
(asRoot ? describe : describe.skip)('as root', () => {
  it('runs in a user namespace, in which it is not root', async () => {
    const server = await start();
    expect((await runToEnd(['stat', '-c', '%u', `/proc/${server.pid}`])).output.trim()).toBe('0');
    expect((await stat(dataDir)).uid).toBe(0);
  });

  it('runs as nobody, on a folder outside the home, where namespaces are refused', async () => {
    const lines: string[] = [];
    const facts = { canEnterNamespace: false };
    const first = await start({ facts, log: (line) => void lines.push(line) });
    const { ownerUrl } = await first.ensureDatabase('notes');
    await query(ownerUrl, 'CREATE TABLE note (id INT)');
    const data = path.join(temporaryHome(dataDir), 'data');
    expect(lines[0]).toBe(`PostgreSQL runs as another user, so its data lie in ${data}.`);
    expect(await stat(data)).toMatchObject(NOBODY);
    await first.stop();
    const second = await start({ facts });
    expect(await query((await second.ensureDatabase('notes')).ownerUrl, 'SELECT * FROM note')).toEqual([]);
    await second.stop();
    await rm(temporaryHome(dataDir), { recursive: true });
  });

  it('asks for DATABASE_URL where neither works', async () => {
    const facts = { canEnterNamespace: false, canSwitchUser: false };
    await expect(start({ facts })).rejects.toMatchObject({
      code: 'NO_UNPRIVILEGED_USER',
      message: expect.stringContaining('DATABASE_URL'),
    });
  });

  it('runs directly for an ordinary user, and as that user when root starts it later', async () => {
    await chown(home, NOBODY.uid, NOBODY.gid);
    const { child, server } = await startInChild(NOBODY);
    expect((await stat(`/proc/${server.pid}`)).uid).toBe(NOBODY.uid);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(await isRunning(server.pid)).toBe(false);
    const later = await start();
    expect((await stat(`/proc/${later.pid}`)).uid).toBe(NOBODY.uid);
  });

  it('refuses an ordinary user the folder of root', async () => {
    const server = await start();
    await server.stop();
    await chmod(home, 0o755);
    await expect(start({ facts: { uid: 1000 } })).rejects.toMatchObject({ code: 'DATA_FOLDER_DENIED' });
  });
});

// A disk of a few pages, of less than a database, and one that fills up between two starts.
(canMount ? describe : describe.skip)('on a full disk', () => {
  const fullDisk = { code: 'DISK_FULL', message: expect.stringContaining('data') };

  it.each(['4k', '16m'])('says so at the first start, on a disk of %s', async (size) => {
    await onDiskOf(size, async () => {
      await expect(start()).rejects.toMatchObject(fullDisk);
      expect((await readdir(home)).filter((name) => name !== 'data.secret')).toEqual([]);
    });
  });

  it('says so at a later start', async () => {
    await onDiskOf('64m', async () => {
      await (await start()).stop();
      await runToEnd(['dd', 'if=/dev/zero', `of=${home}/filler`, 'bs=4k']);
      await expect(start()).rejects.toMatchObject(fullDisk);
      await rm(`${home}/filler`);
      expect((await start()).adopted).toBe(false);
    });
  });
});
