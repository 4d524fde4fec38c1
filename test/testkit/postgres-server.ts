import { mkdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import { TEST_VIEWS } from './kept-views.ts';
import { TEST_POSTGRES } from './postgres.ts';

/** What a test run keeps does not outlive it, so it need not survive a fall of the machine; nor is it old enough to be tidied. */
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'autovacuum=off'];

/**
 * Starts the one database server of a test run, in a temporary folder and on a free port, and tells the test workers of
 * it through their environment. Resolves to the function that stops it and removes everything.
 */
export async function startTestServer(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'agent-network-test-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const server = await startEmbeddedPostgres({
      dataDir: path.join(folder, 'data'),
      settings: SETTINGS,
    });
    const forget = cleanUpOnInterrupt(server.pid, removeFolder);
    process.env[TEST_POSTGRES] = server.adminUrl;
    process.env[TEST_VIEWS] = path.join(folder, 'views');
    mkdirSync(process.env[TEST_VIEWS]);
    return async () => {
      forget();
      await server.stop();
      removeFolder();
    };
  } catch (error) {
    removeFolder();
    throw error;
  }
}

/** Ctrl-C ends Jest without a teardown, and the server is in a process group of its own. */
function cleanUpOnInterrupt(pid: number, removeFolder: () => void): () => void {
  const onExit = (): void => {
    process.kill(pid, 'SIGQUIT');
    removeFolder();
  };
  const onSignal = (): never => process.exit(130);
  process.once('exit', onExit).once('SIGINT', onSignal).once('SIGTERM', onSignal);
  return () => void process.off('exit', onExit).off('SIGINT', onSignal).off('SIGTERM', onSignal);
}
