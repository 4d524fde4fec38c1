import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A real nats-server with JetStream, on a port of its own, that can be killed and started again there. */
export interface TestNats extends AsyncDisposable {
  readonly port: number;
  /** With its credentials. */
  readonly url: string;
  readonly password: string;
  start(): Promise<void>;
  kill(): Promise<void>;
}

/** Where Debian puts it, which is not on everybody's path. */
const PLACES = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];

/** The program; undefined where this machine has none. */
export const NATS_SERVER = PLACES.map((folder) => path.join(folder, 'nats-server')).find((file) =>
  existsSync(file),
);

/** Starts it. @param args more of its own options */
export async function startTestNats(port: number, args: readonly string[] = []): Promise<TestNats> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-nats-'));
  const password = crypto.randomUUID();
  let child: ChildProcess | null = null;
  const start = async () => {
    const own = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder];
    const credentials = ['--user', 'network', '--pass', password];
    child = spawn(NATS_SERVER ?? 'nats-server', [...own, ...credentials, ...args], { stdio: 'ignore' });
    while (!(await accepts(port))) {
      if (child.exitCode !== null) throw new Error('nats-server did not start');
      await sleep(20);
    }
  };
  const kill = async () => {
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  await start();
  return {
    ...{ port, password, url: `nats://network:${password}@127.0.0.1:${port}`, start, kill },
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
