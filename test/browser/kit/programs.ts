import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { loadSettings, logFolder } from '#cli/config.ts';
import { startProgram, type ProgramSpec } from '#cli/dev/child-program.ts';
import { companyName, companySpec, gatewaySpec, urlOf } from '#cli/dev/program-specs.ts';
import type { SubgraphCompany } from '#cli/scenario/companies.ts';
import { GATEWAY } from './browser.ts';

const BREAKER_OPEN_MS = 5500;

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
export function withoutGateway<Result>(work: () => Promise<Result>): Promise<Result> {
  return without(gatewaySpec(loadSettings()), GATEWAY, work);
}

/** The same of a company's program. */
export async function withoutCompany<Result>(
  company: SubgraphCompany,
  work: () => Promise<Result>,
): Promise<Result> {
  const settings = loadSettings();
  const spec = companySpec(settings, company, { runtimeUrl: '', ownerUrl: '' }, '');
  // Its databases and its secret are the run's own: it is started with what it was started with before.
  const env = environmentOf(pidOf(`${companyName(company)}'s subgraph`));
  const result = await without({ ...spec, env }, urlOf(settings, company), work);
  // A gateway that found nobody there five times in a row tries again after so long.
  await wait(BREAKER_OPEN_MS);
  return result;
}

async function without<Result>(spec: ProgramSpec, url: string, work: () => Promise<Result>): Promise<Result> {
  process.kill(pidOf(spec.label), 'SIGKILL');
  while (await answers(url)) await wait(50);
  try {
    return await work();
  } finally {
    const next = startProgram(spec, logFolder(loadSettings()));
    // For the tests that follow, and for the end of the run.
    writeFileSync(PIDS, JSON.stringify({ ...readPids(), [spec.label]: next.pid }));
    await next.ready();
  }
}

function environmentOf(pid: number): Record<string, string> {
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').filter(Boolean);
  return Object.fromEntries(
    variables.map((text) => [text.split('=', 1)[0] ?? '', text.slice(text.indexOf('=') + 1)]),
  );
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    () => true,
    () => false,
  );
}
