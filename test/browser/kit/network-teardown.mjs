import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** How long the network may take to stop by itself, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Stops the network of the run, and takes its data away. One that does not stop is made to: its programs end with it. */
export default async function tearDown() {
  const { process: network, dataDir } = globalThis.browserNetwork;
  const ended = new Promise((resolve) => network.once('exit', resolve));
  // A test may have put programs of its own in the place of the run's.
  const pids = JSON.parse(readFileSync(path.join(dataDir, 'pids.json'), 'utf8'));
  Object.values(pids).forEach(end);
  // One that a signal ended has no exit code, and says no second time that it is gone.
  if (network.exitCode === null && network.signalCode === null) {
    network.kill('SIGTERM');
    const late = setTimeout(() => network.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(late);
  }
  rmSync(dataDir, { recursive: true, force: true });
}

function end(pid) {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It is gone already.
  }
}
