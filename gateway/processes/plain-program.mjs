// Starts this package's TypeScript programs without a loader that stays. JavaScript, for it runs before there is any.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Beneath `node_modules`, so that packages are found from there. */
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'agent-network');
const DAY_MS = 86_400_000;

/**
 * Imports a program from its source, compiled anew at each start: as with the loader, nothing can be out of date. The
 * loader's thread and its compiler's process would take some 50 MiB for as long as the program runs, which is more than a
 * gateway's own heap. Where this cannot be done, as in a folder that may not be written in, the loader does it.
 *
 * @param {URL} entry the program's TypeScript file
 */
export async function importProgram(entry, cache = CACHE) {
  const compiled = await compile(fileURLToPath(entry), cache).catch(() => null);
  if (compiled === null) await import('tsx/esm/api').then(({ register }) => register());
  await import(compiled ?? entry.href);
}

async function compile(file, cache) {
  const { build, stop } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [file],
    absWorkingDir: ROOT,
    outdir: cache,
    outExtension: { '.js': '.mjs' },
    write: false,
    ...{ bundle: true, splitting: true, packages: 'external', plugins: [fromItsPlace, commandsOfOthers] },
    ...{ format: 'esm', platform: 'node', target: 'node20', sourcemap: 'linked', logLevel: 'silent' },
  });
  await stop();
  const folder = keep(outputFiles, cache);
  return pathToFileURL(path.join(folder, `${path.basename(file, '.ts')}.mjs`)).href;
}

/** Writes what was compiled, whole or not at all, into a folder named by its contents; those of yesterday go. */
function keep(files, cache) {
  const hash = createHash('sha256');
  for (const { path: file, hash: contents } of files) hash.update(`${file} ${contents}\n`);
  const folder = path.join(cache, hash.digest('hex').slice(0, 32));
  if (existsSync(folder)) return folder;
  const draft = path.join(cache, `draft-${randomUUID()}`);
  for (const { path: file, contents } of files) {
    const target = path.join(draft, path.relative(cache, file));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, contents);
  }
  for (const name of readdirSync(cache)) {
    const old = path.join(cache, name);
    const writtenAt = statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - writtenAt > DAY_MS) rmSync(old, { recursive: true, force: true });
  }
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another start of the same program was first.
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Files that a module finds beside itself are where its source is. */
const fromItsPlace = {
  name: 'from-its-place',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => ({
      loader: 'ts',
      contents: (await readFile(file, 'utf8')).replaceAll(
        'import.meta.url',
        JSON.stringify(pathToFileURL(file).href),
      ),
    }));
  },
};

/** The command line's other commands are none of a gateway's: they stay where they are, and are never reached. */
const commandsOfOthers = {
  name: 'commands-of-others',
  setup(build) {
    build.onResolve({ filter: /^\./ }, ({ kind, importer }) =>
      kind === 'dynamic-import' && importer.startsWith(path.join(ROOT, 'cli') + path.sep)
        ? { path: pathToFileURL(importer).href, external: true }
        : undefined,
    );
  },
};
