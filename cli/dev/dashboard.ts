import { spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { logFolder, PACKAGE_ROOT, type CliSettings } from '../config.ts';
import { runPush } from '../documents/document-commands.ts';
import { EXIT } from '../exit.ts';
import { COMPANIES_WITH_SUBGRAPH } from '../scenario/companies.ts';
import { lastLines, openLogFile } from './log-file.ts';
import { urlOf } from './program-specs.ts';
import { LAYER, type Stoppable, type StopOrder } from './stop-order.ts';

/** The dashboard's operations, each in a file of its own, as they are sent. */
const DOCUMENTS = path.join(PACKAGE_ROOT, 'dashboard', 'src', 'gql', 'documents');
const BUILD = path.join(PACKAGE_ROOT, 'dashboard', 'tool', 'build.ts');
const SHOWN_LINES = 8;

interface Build extends Stoppable {
  /** Null when it is built; else what is to be told. Never rejects. */
  readonly problem: Promise<string | null>;
}

/**
 * Builds the dashboard unless it is up to date, at the lowest priority: nothing waits for it, and the network starts as
 * fast. The gateway serves it from then on.
 */
export async function buildDashboard(settings: CliSettings, order: StopOrder): Promise<string | null> {
  const { problem } = await order.begin(LAYER.dashboard, () => startBuild(logFolder(settings)));
  return problem;
}

function startBuild(folder: string): Build {
  const log = openLogFile(folder, 'dashboard');
  const child = spawn(process.execPath, ['--import', 'tsx', BUILD, '--if-stale'], {
    cwd: PACKAGE_ROOT,
    stdio: ['ignore', log.descriptor, log.descriptor],
  });
  closeSync(log.descriptor);
  if (child.pid !== undefined) os.setPriority(child.pid, os.constants.priority.PRIORITY_LOW);
  const ended = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  return {
    problem: ended.then((code) => (code === 0 ? null : lastLines(log.path, SHOWN_LINES).join('\n'))),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Registers the dashboard's operations as each company's trusted documents. Gives the companies whose were refused. */
export async function registerDocuments(settings: CliSettings): Promise<readonly string[]> {
  const tools = { fetch, clock: Date.now, dataDir: settings.dataDir };
  const quiet = { out: () => undefined, err: () => undefined };
  const source = { sources: [DOCUMENTS], sharedUrl: urlOf(settings, 'shared'), author: 'npm start' };
  const refused = await Promise.all(
    COMPANIES_WITH_SUBGRAPH.map(async (company) => {
      const status = await runPush({ ...source, company, client: 'dashboard' }, quiet, tools);
      return status === EXIT.fine ? [] : [company];
    }),
  );
  return refused.flat();
}
