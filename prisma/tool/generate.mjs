// Generates the Prisma client of each database: `node prisma/tool/generate.mjs [--if-stale] [folder...]`.
// Plain JavaScript, because it runs from `prepare` and `prestart`, before anything else is in place.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const prismaPackage = require.resolve('prisma/package.json');
const prismaFolder = fileURLToPath(new URL('..', import.meta.url));

const flags = process.argv.slice(2).filter((word) => word.startsWith('--'));
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const folders =
  named.length > 0 ? named.map((name) => path.resolve(name)) : ['shared', 'company'].map(inPrisma);

const outcomes = await Promise.all(folders.map((folder) => generate(folder, flags.includes('--if-stale'))));
const failures = outcomes.filter((outcome) => outcome !== undefined);
for (const failure of failures) process.stderr.write(`${failure}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;

function inPrisma(name) {
  return path.join(prismaFolder, name);
}

/** Generates the client of one database. Resolves to what went wrong, or to undefined. */
async function generate(folder, onlyIfStale) {
  const schema = path.join(folder, 'schema.prisma');
  if (!existsSync(schema)) return `generate: there is no ${schema}, so no client can be generated from it.`;
  const stamp = path.join(folder, 'client', '.generated-from');
  const fingerprint = fingerprintOf(schema);
  if (onlyIfStale && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return undefined;
  // The generator leaves the files of models that are gone.
  rmSync(path.dirname(stamp), { recursive: true, force: true });
  const { code, output } = await runPrisma(['generate', '--config', path.join(folder, 'prisma.config.ts')]);
  if (code !== 0) return `generate: prisma generate failed (${code}) for ${schema}:\n${output}`;
  writeFileSync(stamp, fingerprint);
  return undefined;
}

/** What the client was made from: it is out of date when either part changes. */
function fingerprintOf(schema) {
  const { version } = require(prismaPackage);
  return createHash('sha256').update(version).update('\0').update(readFileSync(schema)).digest('hex');
}

/** Runs the CLI and keeps its output, which matters only when it fails. */
function runPrisma(args) {
  const cli = path.join(path.dirname(prismaPackage), 'build', 'index.js');
  // Without these the CLI looks for updates and reports usage, and waits for a network that may not answer.
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1', NO_COLOR: '1' };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
