import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { createViewBuilder, type ViewBuilder } from '#gateway/executor/planning/view-builder.ts';

/** The environment variable that carries the folder of built views from globalSetup to the workers. */
export const TEST_VIEWS = 'AGENT_NETWORK_TEST_VIEWS';

/**
 * A gateway's own builder that keeps what it built for the other networks of a test run: most of them have the same
 * schemas, each is composed once. What is refused is not kept.
 */
export function createKeptBuilder(): ViewBuilder {
  const builder = createViewBuilder();
  return {
    // Ahead of nothing: most often all is there.
    start: () => Promise.resolve(),
    check: (schema) => kept(['check', schema], () => builder.check(schema)),
    compose: (sharedSdl, companySdl, owner) =>
      kept(['compose', sharedSdl, companySdl], () => builder.compose(sharedSdl, companySdl, owner)),
    read: (supergraphSdl, owner) => kept(['read', supergraphSdl], () => builder.read(supergraphSdl, owner)),
    pid: () => builder.pid(),
    close: () => builder.close(),
  };
}

async function kept<T>(task: readonly unknown[], build: () => Promise<T>): Promise<T> {
  const folder = process.env[TEST_VIEWS];
  if (folder === undefined) return build();
  const file = path.join(folder, createHash('sha256').update(JSON.stringify(task)).digest('hex'));
  const found = await readFile(file).catch(() => null);
  if (found !== null) return deserialize(found) as T;
  const built = await build();
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, serialize(built));
  await rename(draft, file);
  return built;
}
