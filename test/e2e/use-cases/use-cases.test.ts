import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { freshEnvironment, lives, startDev, type DevProcess } from '../dev-process.ts';
import type { CompaniesAtWork } from '#test/testkit/companies-at-work.ts';
import { companiesIn } from '../dev-companies.ts';
import { deliveryCoordination } from './delivery-coordination.ts';
import { multiPartyIncident } from './multi-party-incident.ts';
import { supportEscalation } from './support-escalation.ts';

/** Use cases in one network of separate processes, as a person starts it: each in a team of its own. */
let dev: DevProcess;
let companies: CompaniesAtWork;
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'agent-network-use-cases-'));

beforeAll(async () => {
  const environment = await freshEnvironment(dataDir);
  dev = startDev(environment);
  await dev.printed('Serving. Ctrl-C stops everything.');
  companies = companiesIn(environment);
}, 120_000);
afterAll(async () => {
  const pids = dev.pids();
  await dev.end('SIGTERM');
  for (const pid of pids.values()) if (lives(pid)) process.kill(pid, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

deliveryCoordination(() => companies);
supportEscalation(() => companies);
multiPartyIncident(() => companies);
