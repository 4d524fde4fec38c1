import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { loadSettings, logFolder } from '#cli/config.ts';
import { startProgram } from '#cli/dev/child-program.ts';
import { gatewaySpec } from '#cli/dev/program-specs.ts';
import { GATEWAY } from './browser.ts';

/** Where the process ids of the run's programs are kept, by their names for people: `The gateway`, `Harbor's subgraph`. */
const PIDS = path.join(loadSettings().dataDir, 'pids.json');

function readPids(): Record<string, number> {
  return z.record(z.string(), z.number()).parse(JSON.parse(readFileSync(PIDS, 'utf8')));
}

function pidOf(program: string): number {
  const pids = readPids();
  const pid = pids[program];
  if (pid === undefined)
    throw new Error(`The run has no program "${program}": ${Object.keys(pids).join(', ')}`);
  return pid;
}

/** Has a program of the run answer nothing, without ending its connections, while something is done. */
export async function whilePaused<Result>(program: string, work: () => Promise<Result>): Promise<Result> {
  const pid = pidOf(program);
  process.kill(pid, 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

/** Ends the gateway at once, as a fault would, does something, and starts it again at the same address. */
export async function withoutGateway<Result>(work: () => Promise<Result>): Promise<Result> {
  process.kill(pidOf(THE_GATEWAY), 'SIGKILL');
  while (await answers()) await wait(50);
  try {
    return await work();
  } finally {
    const settings = loadSettings();
    const next = startProgram(gatewaySpec(settings), logFolder(settings));
    // For the tests that follow, and for the end of the run.
    writeFileSync(PIDS, JSON.stringify({ ...readPids(), [THE_GATEWAY]: next.pid }));
    await next.ready();
  }
}

const THE_GATEWAY = 'The gateway';

async function answers(): Promise<boolean> {
  return fetch(`${GATEWAY}/health`).then(
    () => true,
    () => false,
  );
}
