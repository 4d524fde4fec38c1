import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runPublish, runRollback } from '#cli/schema/registry/publish-command.ts';
import type { TestNetwork } from './network.ts';

/** Publishes a company's schema with its key, as its CI does. Throws when it is refused. */
export async function publishSchema(network: TestNetwork, company: string, sdl: string): Promise<void> {
  await withKey(network, company, async (by, folder) => {
    const source = path.join(folder, 'company.graphql');
    await writeFile(source, sdl);
    return runPublish({ ...by, sources: [source], message: 'a test' }, ...by.surroundings);
  });
}

/** Takes a company's schema back to an earlier version, which breaks what came since. */
export async function rollBackSchema(network: TestNetwork, company: string, version: number): Promise<void> {
  await withKey(network, company, (by) =>
    runRollback({ ...by, version: String(version) }, ...by.surroundings),
  );
}

async function withKey(
  network: TestNetwork,
  company: string,
  run: (by: ReturnType<typeof commandOf>, folder: string) => Promise<number>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'agent-network-schema-'));
  try {
    const key = path.join(folder, 'key.jwk');
    await writeFile(key, JSON.stringify(network.companyKey(company).privateJwk));
    const said: string[] = [];
    if ((await run(commandOf(network, company, key, said), folder)) !== 0) throw new Error(said.join('\n'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function commandOf({ sharedUrl }: TestNetwork, company: string, key: string, said: string[]) {
  const terminal = { out: (text: string) => said.push(text), err: (text: string) => said.push(text) };
  const surroundings = [terminal, { fetch, clock: Date.now, dataDir: '/nowhere' }] as const;
  return { ...{ company, key, sharedUrl, surroundings }, author: 'delivery', json: true };
}
