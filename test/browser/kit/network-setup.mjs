import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

const PORTS = ['GATEWAY', 'SHARED', 'ISSUER', 'ACME', 'HARBOR', 'NIMBUS'];
const PATIENCE_MS = 180_000;

/** Builds the dashboard, and starts a network of its own for the run, as `npm start` does. */
export default async function setUp() {
  const env = {
    ...process.env,
    NODE_OPTIONS: '',
    // Short, so that every test that takes its time is one of tokens that end.
    ACCESS_TOKEN_SECONDS: process.env.ACCESS_TOKEN_SECONDS ?? '40',
    DATA_DIR: mkdtempSync(path.join(os.tmpdir(), 'agent-network-browser-')),
  };
  for (const name of PORTS) env[`${name}_PORT`] = String(await freePort());
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'], env });
  const network = spawn(process.execPath, ['cli/bin.mjs', 'dev'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const output of [network.stdout, network.stderr]) output.on('data', (text) => (said += text));
  const deadline = Date.now() + PATIENCE_MS;
  while (!said.includes('Serving.')) {
    if (network.exitCode !== null || Date.now() > deadline)
      throw new Error(`The network did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const pids = [...said.matchAll(/✓ (.+?) {2,}.*\(pid (\d+)/g)].map(([, name, pid]) => [name, Number(pid)]);
  writeFileSync(path.join(env.DATA_DIR, 'pids.json'), JSON.stringify(Object.fromEntries(pids)));
  globalThis.browserNetwork = { process: network, dataDir: env.DATA_DIR };
  // What the tests find the network by.
  for (const name of ['DATA_DIR', 'ACCESS_TOKEN_SECONDS', ...PORTS.map((port) => `${port}_PORT`)])
    process.env[name] = env[name];
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
