import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DASHBOARD = path.join(ROOT, 'dashboard');
const DIST = path.join(DASHBOARD, 'dist');
const STAMP = path.join(DIST, '.built-from');

/** What the dashboard is made of. */
const SOURCES = ['dashboard/src', 'dashboard/tool', 'dashboard/index.html', 'dashboard/vite.config.ts'];
const OTHERS = ['schema/subgraphs', 'package-lock.json'];

/** Builds the dashboard into a folder of its own and puts it in its place whole: nobody is served half of one. */
async function buildDashboard(): Promise<void> {
  // Loaded where there is something to build alone: they take longer than finding out.
  const [{ build }, { writeDocuments }] = await Promise.all([import('vite'), import('./documents.ts')]);
  await writeDocuments();
  const next = `${DIST}.${process.pid}`;
  const old = `${next}.old`;
  await build({
    root: DASHBOARD,
    configFile: path.join(DASHBOARD, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: next, emptyOutDir: true },
  });
  writeFileSync(path.join(next, path.basename(STAMP)), fingerprint());
  rmSync(old, { recursive: true, force: true });
  if (existsSync(DIST)) renameSync(DIST, old);
  renameSync(next, DIST);
  rmSync(old, { recursive: true, force: true });
}

/** It is out of date when any of its sources changes; what is generated follows from the others. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const file of [...SOURCES, ...OTHERS].flatMap(filesOf)) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(path.join(ROOT, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(source: string): string[] {
  if (path.extname(source) !== '') return [source];
  return readdirSync(path.join(ROOT, source), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith(path.join('dashboard', 'src', 'gql')))
    .sort();
}

const kept = existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : null;
if (!process.argv.includes('--if-stale') || kept !== fingerprint()) await buildDashboard();
