import { writeFile } from 'node:fs/promises';
import { unreadable } from '#schema/checks/change-findings.ts';
import { checkCompanySchema } from '#schema/checks/company-schema.ts';
import type { ServedNetwork } from '#schema/checks/schema-check.ts';
import { CompositionError, composeWithHints } from '#schema/compose.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { isCompanySlug } from '#schema/wire/ids.ts';
import { CliError, EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import { readHeaders } from './check/headers.ts';
import { readSdlSources } from './check/sdl-source.ts';
import { readNetwork } from './network-source.ts';
import type { CompositionHint } from './reference-views.ts';
import type { RegistryTools } from './registry/registry-client.ts';

/** What `schema compose --company` was asked for. */
export interface ComposeRequest {
  readonly company: string;
  /** The company's SDL: files, folders or an address; what the network serves of it when left out. */
  readonly sources: readonly string[];
  readonly network?: string;
  /** The registry is asked as the operator, who names its key. */
  readonly operator?: boolean;
  readonly key?: string;
  readonly author?: string;
  readonly header?: readonly string[];
  /** The file that the supergraph is written to; standard output when left out. */
  readonly out?: string;
  readonly json?: boolean;
}

/** What came of it. */
export interface ComposeOutcome {
  readonly company: string;
  /** Null where no gateway would serve it. */
  readonly supergraphSdl: string | null;
  /** Why not: `Type.field: …`, or a sentence of composition. */
  readonly problems: readonly string[];
  readonly hints: readonly CompositionHint[];
}

/**
 * `schema compose --company`: the supergraph of a company's view, as a gateway would serve it.
 *
 * @returns 1 when no gateway would
 * @throws CliError when it could not run
 */
export async function runCompose(
  request: ComposeRequest,
  terminal: Terminal,
  tools: RegistryTools,
): Promise<ExitStatus> {
  const { company, operator = false, ...rest } = request;
  if (!isCompanySlug(company)) throw new CliError('ARGUMENT_INVALID', `"${company}" is no company's slug.`);
  const network = await readNetwork({ ...rest, company: operator ? undefined : company }, tools);
  const outcome = composeFor(company, await ownSdl(request, network, tools), network);
  for (const problem of outcome.problems) terminal.err(`ERROR ${problem}`);
  for (const { code, message } of outcome.hints) terminal.err(`hint ${code} ${message}`);
  await tell(outcome, request, terminal);
  return outcome.supergraphSdl === null ? EXIT.problems : EXIT.fine;
}

async function ownSdl(
  { company, sources, header = [] }: ComposeRequest,
  network: ServedNetwork,
  { fetch }: RegistryTools,
): Promise<string> {
  if (sources.length > 0) {
    const files = await readSdlSources(sources, { fetch, headers: readHeaders(header) });
    return files.map(({ text }) => text).join('\n');
  }
  const served = network.companies.find((each) => each.company === company);
  if (served) return served.sdl;
  throw new CliError('FILE_NOT_USABLE', `Nothing is served of ${company}: name its files, or a --network.`);
}

function composeFor(company: string, companySdl: string, network: ServedNetwork): ComposeOutcome {
  const { contractSdl } = network;
  const sharedSdl = network.sharedSdl ?? '';
  const none = { company, supergraphSdl: null, hints: [] };
  const unread = unreadable(companySdl).map(({ message }) => message);
  if (unread.length > 0) return { ...none, problems: unread };
  const breaches = checkCompanySchema({ company, companySdl, contractSdl, sharedSdl }).map(
    ({ coordinate, message, rule }) => `${coordinate}: ${message} [${rule}]`,
  );
  const composed = compose(sharedSdl, companySdl);
  const problems = [...breaches, ...composed.reasons];
  if (problems.length > 0) return { ...none, problems };
  return { company, supergraphSdl: composed.supergraphSdl, hints: composed.hints, problems };
}

function compose(sharedSdl: string, companySdl: string) {
  try {
    const { supergraphSdl, hints } = composeWithHints(sharedSdl, companySdl);
    const told = hints.map(({ definition, message }) => ({ code: definition.code, message }));
    return { supergraphSdl, hints: told, reasons: [] };
  } catch (error) {
    if (error instanceof CompositionError) return { supergraphSdl: null, hints: [], reasons: error.reasons };
    throw error;
  }
}

async function tell(
  outcome: ComposeOutcome,
  { out, json = false }: ComposeRequest,
  terminal: Terminal,
): Promise<void> {
  const { supergraphSdl } = outcome;
  const hash = supergraphSdl === null ? null : sha256(supergraphSdl);
  if (out !== undefined && supergraphSdl !== null) await write(out, supergraphSdl);
  if (json) {
    const report = out === undefined ? outcome : { ...outcome, supergraphSdl: undefined, file: out };
    terminal.out(JSON.stringify({ ...report, hash }));
  } else if (supergraphSdl !== null)
    terminal.out(out === undefined ? supergraphSdl : `${out}: the view of ${outcome.company}, ${hash ?? ''}`);
}

async function write(file: string, supergraphSdl: string): Promise<void> {
  await writeFile(file, `${supergraphSdl.trim()}\n`, { mode: 0o600 }).catch(() => {
    throw new CliError('FILE_NOT_USABLE', `Could not write ${file}.`);
  });
}
