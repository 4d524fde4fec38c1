import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts';
import { isRunning } from './pid-file.ts';
import { stopServer, watchServer } from './server-process.ts';

let home: string;
let server: EmbeddedPostgres;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'server-'));
  server = await startEmbeddedPostgres({ dataDir: path.join(home, 'data') });
});

afterEach(async () => {
  await server.stop();
  await rm(home, { recursive: true });
});

describe('stopServer', () => {
  it('stops at once what does not stop in time', async () => {
    process.kill(server.pid, 'SIGSTOP');
    // Still asleep when the patience for an orderly stop runs out, and awake for the other.
    setTimeout(() => process.kill(server.pid, 'SIGCONT'), 300);
    await stopServer(watchServer(server.pid), { fast: 100, immediate: 10_000 });
    expect(await isRunning(server.pid)).toBe(false);
    expect((await server.exited).lastLogLines.join('\n')).toContain('received immediate shutdown request');
  });

  it('says so when nothing helps', async () => {
    process.kill(server.pid, 'SIGSTOP');
    const stopping = stopServer(watchServer(server.pid), { fast: 50, immediate: 50 });
    await expect(stopping).rejects.toMatchObject({
      code: 'STOP_FAILED',
      message: expect.stringContaining(String(server.pid)),
    });
    process.kill(server.pid, 'SIGCONT');
    await server.exited;
  });

  it('takes a server that has ended for stopped', async () => {
    await server.stop();
    await server.stop();
    expect(await server.exited).toMatchObject({
      code: 0,
      lastLogLines: expect.arrayContaining([expect.stringContaining('database system is shut down')]),
    });
  });
});
