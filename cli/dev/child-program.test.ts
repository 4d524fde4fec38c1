import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { freePort } from '#test/testkit/free-ports.ts';
import { loadSettings, PACKAGE_ROOT } from '../config.ts';
import { startProgram, type ChildProgram, type ProgramSpec } from './child-program.ts';
import { lastLines, openLogFile } from './log-file.ts';
import { requireFreePorts } from './port-check.ts';

const logs = mkdtempSync(path.join(os.tmpdir(), 'agent-network-logs-'));
const started: ChildProgram[] = [];
afterEach(async () => {
  for (const program of started.splice(0)) program.kill();
  await wait(0);
});
afterAll(() => rmSync(logs, { recursive: true, force: true }));

async function specOf(name: string, fixture: string, env: Record<string, string> = {}): Promise<ProgramSpec> {
  const port = await freePort();
  return {
    name,
    label: `Program ${name}`,
    script: fileURLToPath(new URL(`fixtures/${fixture}.ts`, import.meta.url)),
    env: { ...loadSettings().inherited, PORT: String(port), ...env },
    readyUrl: `http://127.0.0.1:${port}/ready`,
  };
}

function start(spec: ProgramSpec, patience = { readyMs: 20_000, stopMs: 5000 }): ChildProgram {
  const program = startProgram(spec, logs, patience);
  started.push(program);
  return program;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a started program', () => {
  it('becomes ready, writes its log, and stops when asked', async () => {
    const program = start(await specOf('good', 'good-program', { READY_AFTER_MS: '300' }));
    await program.ready();
    expect(readFileSync(path.join(logs, 'good.log'), 'utf8')).toBe('listening\n');
    await program.stop();
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(lives(program.pid)).toBe(false);
    await program.stop();
  });

  it('runs in a process group of its own, out of reach of the terminal', async () => {
    const program = start(await specOf('group', 'good-program'));
    await program.ready();
    const [, group] = /\) \S+ \d+ (\d+) /.exec(readFileSync(`/proc/${program.pid}/stat`, 'utf8')) ?? [];
    expect(Number(group)).toBe(program.pid);
  });

  it('that dies at its start is named with its status and its last lines', async () => {
    const program = start(await specOf('dying', 'dying-program'));
    const failure = await program.ready().catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'PROGRAM_ENDED',
      message: expect.stringMatching(/^Program dying ended with status 7; its last lines in .*dying\.log:/),
    });
    expect(String(failure)).toContain('line 40');
    expect(String(failure)).toContain('the last word');
    expect(String(failure)).not.toContain('line 20\n');
  });

  it('that is killed later is named with the signal', async () => {
    const program = start(await specOf('killed', 'good-program'));
    await program.ready();
    process.kill(program.pid, 'SIGKILL');
    expect(program.obituary(await program.exited)).toMatch(
      /^Program killed was ended by SIGKILL; .*listening$/s,
    );
  });

  it('that never gets ready is given up', async () => {
    const spec = await specOf('late', 'good-program', { READY_AFTER_MS: '60000' });
    await expect(start(spec, { readyMs: 1500, stopMs: 100 }).ready()).rejects.toMatchObject({
      code: 'PROGRAM_NOT_READY',
    });
  });

  it('that does not stop is made to', async () => {
    const program = start(await specOf('stubborn', 'good-program', { STUBBORN: 'yes' }), {
      readyMs: 20_000,
      stopMs: 200,
    });
    await program.ready();
    await program.stop();
    expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('does not outlive a starter that is killed with -9', async () => {
    const spec = await specOf('orphan', 'good-program');
    const script = fileURLToPath(new URL('fixtures/careless-parent.ts', import.meta.url));
    const parent = spawn(process.execPath, ['--import', 'tsx', script], {
      cwd: PACKAGE_ROOT,
      env: { ...spec.env, SPEC: JSON.stringify(spec), LOGS: logs },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = (await once(parent.stdout, 'data')) as [Buffer];
    const child = Number(pid.toString());
    expect(lives(child)).toBe(true);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    for (let tries = 0; lives(child) && tries < 100; tries += 1) await wait(50);
    expect(lives(child)).toBe(false);
  });
});

describe('a log', () => {
  it('keeps that of the run before', () => {
    openLogFile(logs, 'twice');
    const { descriptor, path: file } = openLogFile(logs, 'twice');
    expect(descriptor).toBeGreaterThan(2);
    expect(readFileSync(path.join(logs, 'twice.previous.log'), 'utf8')).toBe('');
    expect(lastLines(file, 5)).toEqual([]);
  });
});

describe('ports', () => {
  const settings = async (holder: number) => {
    const ports = { ...loadSettings({}).ports };
    for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await freePort();
    return { ...ports, harbor: holder };
  };

  it('that are taken are named with their program and setting', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    await expect(requireFreePorts(await settings(port))).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(`harbor: port ${port}, set by HARBOR_PORT`),
    });
    await new Promise((resolve) => holder.close(resolve));
  });

  it('must differ', async () => {
    const ports = await settings(await freePort());
    await expect(requireFreePorts(ports)).resolves.toBeUndefined();
    await expect(requireFreePorts({ ...ports, acme: ports.gateway })).rejects.toThrow(/acme: .*ACME_PORT/);
  });
});
