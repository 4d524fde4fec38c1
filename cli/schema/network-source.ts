import { readFile, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { CompanySdl, ServedNetwork } from '#schema/checks/schema-check.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { isCompanySlug } from '#schema/wire/ids.ts';
import { fetchReply, SCHEMA_PATHS } from '#schema/wire/schema-registry.ts';
import { servedNetwork } from '#schema/wire/served-network.ts';
import { CliError } from '../exit.ts';
import { readSdlSources } from './check/sdl-source.ts';
import { createRegistryClient, type RegistryTools } from './registry/registry-client.ts';

/** Where what is served now is read from. */
export interface NetworkSource {
  /**
   * A file as `schema fetch --network` writes it; a folder with `shared.graphql` or `shared/` and, of companies,
   * `<slug>.graphql` or `<slug>/`; or the shared layer's address, whose registry is asked. Left out: this checkout.
   */
  readonly network?: string | undefined;
  /** In whose name the registry is asked; left out: the operator's. */
  readonly company?: string | undefined;
  /** The key that it is asked with; see `RegistrySource`. */
  readonly key?: string | undefined;
  readonly author?: string | undefined;
}

/**
 * Reads what is served now.
 *
 * @throws CliError `FILE_NOT_USABLE`, or as `createRegistryClient` does
 */
export async function readNetwork(source: NetworkSource, tools: RegistryTools): Promise<ServedNetwork> {
  const { network } = source;
  if (network === undefined) return checkout([]);
  if (/^https?:/.test(network)) return fromRegistry(network, source, tools);
  const isFolder = await stat(network).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? fromFolder(network, tools) : fromFile(network);
}

function checkout(companies: readonly CompanySdl[]): ServedNetwork {
  return { contractSdl: contractSdl(), sharedSdl: sharedSdl(), companies, documents: [] };
}

async function fromRegistry(
  sharedUrl: string,
  { company, key, author = 'cli' }: NetworkSource,
  tools: RegistryTools,
): Promise<ServedNetwork> {
  const ask = await createRegistryClient({ sharedUrl, company, key, author }, tools);
  return ask(SCHEMA_PATHS.fetch, {}, fetchReply);
}

async function fromFile(file: string): Promise<ServedNetwork> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const read = servedNetwork.safeParse(parsed(text));
  if (read.success) return read.data;
  throw new CliError('FILE_NOT_USABLE', `${file} is no network as "schema fetch --network" writes it.`);
}

const SHARED = 'shared';

async function fromFolder(folder: string, { fetch }: RegistryTools): Promise<ServedNetwork> {
  const owners = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() || entry.name.endsWith('.graphql'))
    .map(({ name }) => ({ owner: name.replace(/\.graphql$/, ''), name }));
  const read = async (name: string) => {
    const files = await readSdlSources([path.join(folder, name)], { fetch, headers: {} });
    return files.map(({ text }) => text).join('\n');
  };
  const shared = owners.find(({ owner }) => owner === SHARED);
  const ofCompanies = owners.filter(({ owner }) => owner !== SHARED && isCompanySlug(owner));
  const companies = await Promise.all(
    ofCompanies.map(async ({ owner: company, name }) => ({ company, sdl: await read(name) })),
  );
  return { ...checkout(companies), ...(shared ? { sharedSdl: await read(shared.name) } : {}) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
