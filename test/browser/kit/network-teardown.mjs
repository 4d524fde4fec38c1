import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Stops the network of the run, and takes its data away. */
export default async function tearDown() {
  const { process: network, dataDir } = globalThis.browserNetwork;
  const ended = new Promise((resolve) => network.once('exit', resolve));
  // A test may have put a gateway of its own in the place of the run's.
  const { 'The gateway': gateway } = JSON.parse(readFileSync(path.join(dataDir, 'pids.json'), 'utf8'));
  try {
    process.kill(gateway, 'SIGTERM');
  } catch {
    // It is gone already.
  }
  if (network.exitCode === null) {
    network.kill('SIGTERM');
    await ended;
  }
  rmSync(dataDir, { recursive: true, force: true });
}
