import { writeFile } from 'node:fs/promises';
import { composeApi, CompositionError } from '#schema/compose.ts';
import { fetchReply, SCHEMA_PATHS, type FetchReply } from '#schema/wire/schema-registry.ts';
import { CliError, type Terminal } from '../../exit.ts';
import { createRegistryClient, type RegistrySource, type RegistryTools } from './registry-client.ts';

/** What `schema fetch` was asked for; one of `network` and `view`, or neither: the company's own SDL. */
export interface FetchCommand extends Omit<RegistrySource, 'company'> {
  readonly company?: string;
  /** The company whose view is wanted: what its callers see, as SDL. */
  readonly view?: string;
  /** The file to write what is served to, for `schema check --network`; `-` for standard output. */
  readonly network?: string;
  readonly json?: boolean;
}

/**
 * `schema fetch`: what is served now. A company gets what is everybody's, and its own; the operator gets all.
 *
 * @throws CliError when it could not run
 */
export async function runFetch(
  { network, view, json = false, company = view, ...source }: FetchCommand,
  terminal: Terminal,
  tools: RegistryTools,
): Promise<void> {
  if (view !== undefined && network !== undefined)
    throw new CliError('ARGUMENT_INVALID', 'Give --view or --network, one of the two.');
  const ask = await createRegistryClient({ ...source, company }, tools);
  const served = await ask(SCHEMA_PATHS.fetch, {}, fetchReply);
  if (network !== undefined && network !== '-') {
    await write(network, served);
    const told = { file: network, companies: served.companies.map((each) => each.company) };
    terminal.out(
      json ? JSON.stringify(told) : `${network}: the network as ${company ?? 'the operator'} knows it.`,
    );
    return;
  }
  terminal.out(network === '-' ? JSON.stringify(served) : textOf(served, { view, company, json }));
}

function textOf(
  served: FetchReply,
  {
    view,
    company,
    json,
  }: { readonly view: string | undefined; readonly company: string | undefined; readonly json: boolean },
): string {
  const name = view ?? company;
  if (name === undefined)
    throw new CliError('ARGUMENT_INVALID', 'Say what is wanted: --company, --view or --network.');
  const own = served.companies.find((each) => each.company === name);
  if (!own) throw new CliError('REGISTRY_REFUSED', `Nothing is served of ${name}.`);
  const sdl = view === undefined ? own.sdl : viewOf(served.sharedSdl ?? '', own.sdl);
  return json ? JSON.stringify({ company: name, sdl }) : sdl;
}

function viewOf(sharedSdl: string, companySdl: string): string {
  try {
    return composeApi(sharedSdl, companySdl);
  } catch (error) {
    if (error instanceof CompositionError) throw new CliError('REGISTRY_REFUSED', error.message);
    throw error;
  }
}

async function write(file: string, served: FetchReply): Promise<void> {
  // For its owner alone: it has the company's own schema in it.
  await writeFile(file, `${JSON.stringify(served)}\n`, { mode: 0o600 }).catch((error: unknown) => {
    throw new CliError('FILE_NOT_USABLE', `Could not write ${file}: ${String(error)}.`);
  });
}
