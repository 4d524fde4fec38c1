import { readdirSync, readFileSync } from 'node:fs';

function readSdl(folder: string): string {
  const url = new URL(`./subgraphs/${folder}/`, import.meta.url);
  const files = readdirSync(url).filter((name) => name.endsWith('.graphql'));
  return files
    .sort()
    .map((name) => readFileSync(new URL(name, url), 'utf8'))
    .join('\n');
}

/** The shared layer's SDL, from `schema/subgraphs/shared`. */
export function sharedSdl(): string {
  return readSdl('shared');
}

/** What a company's subgraph serves: the contract, and what the company adds to it, if it does. */
export function companySdl(realmSdl: string | null): string {
  return realmSdl === null ? contractSdl() : `${contractSdl()}\n${realmSdl}`;
}

/** The company contract: the SDL that every company's subgraph serves at the least, from `schema/subgraphs/company`. */
export function contractSdl(): string {
  return readSdl('company');
}
