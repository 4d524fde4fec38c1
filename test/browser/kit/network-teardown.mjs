import { rmSync } from 'node:fs';

/** Stops the network of the run, and takes its data away. */
export default async function tearDown() {
  const { process: network, dataDir } = globalThis.browserNetwork;
  const ended = new Promise((resolve) => network.once('exit', resolve));
  if (network.exitCode === null) {
    network.kill('SIGTERM');
    await ended;
  }
  rmSync(dataDir, { recursive: true, force: true });
}
