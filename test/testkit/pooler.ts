import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** PgBouncer in front of a server, giving connections for a transaction at a time. */
export interface Pooler {
  /** The same address at the pooler. */
  through(url: string): string;
  stop(): Promise<void>;
}

/** Where Debian and others install it; undefined on a machine that has none. */
export const PGBOUNCER = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find(
  (file) => existsSync(file),
);

/** Starts it for the roles of these addresses, with so many connections to the server for each of them. */
export async function startPooler(urls: readonly string[], connections: number): Promise<Pooler> {
  if (PGBOUNCER === undefined) throw new Error('There is no PgBouncer here.');
  const folder = await mkdtemp(path.join(tmpdir(), 'agent-network-pooler-'));
  const port = await freePort();
  const users = urls.map((url) => {
    const { username, password } = new URL(url);
    return `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"`;
  });
  await writeFile(path.join(folder, 'users.txt'), users.join('\n'));
  await writeFile(path.join(folder, 'pgbouncer.ini'), settings(folder, port, urls[0] ?? '', connections));
  // It does not run as root: then as nobody, who has to read what is in the folder.
  const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  await chmod(folder, 0o755);
  const child = spawn(PGBOUNCER, [path.join(folder, 'pgbouncer.ini')], { ...asNobody, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await listening(port);
  return {
    through: (url) => Object.assign(new URL(url), { port: String(port) }).href,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function settings(folder: string, port: number, url: string, connections: number): string {
  const { hostname, port: server } = new URL(url);
  return `[databases]
* = host=${hostname} port=${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${String(port)}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${path.join(folder, 'users.txt')}
pool_mode = transaction
default_pool_size = ${String(connections)}
max_client_conn = 500
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function listening(port: number): Promise<void> {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    const socket = connect(port, '127.0.0.1');
    const open = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (open) return;
    await sleep(50);
  }
  throw new Error('PgBouncer did not start.');
}
