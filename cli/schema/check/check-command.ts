import { checkSchema, type SchemaChange, type ServedNetwork } from '#schema/checks/schema-check.ts';
import { isCompanySlug } from '#schema/wire/ids.ts';
import { CliError, EXIT, type ExitStatus, type Terminal } from '../../exit.ts';
import type { CheckOutcome } from './check-outcome.ts';
import { createComposePool, type ComposePool } from './compose-pool.ts';
import { readNetwork } from '../network-source.ts';
import type { RegistryTools } from '../registry/registry-client.ts';
import { readHeaders } from './headers.ts';
import { locate, type SdlFile } from './located.ts';
import { reportGithub } from './report-github.ts';
import { reportSarif } from './report-sarif.ts';
import { reportText } from './report-text.ts';
import { readSdlSources } from './sdl-source.ts';

/** What `schema check` was asked for, of one owner's schema. */
export interface CheckRequest {
  readonly sources: readonly string[];
  /** The company whose schema it is; left out with `shared`. */
  readonly company?: string;
  readonly shared?: boolean;
  /** A file as `schema fetch --network` writes it, a folder, or the shared layer's address; see `NetworkSource`. */
  readonly network?: string;
  /** The key that the registry is asked with: the company's, or the operator's for the shared layer's schema. */
  readonly key?: string;
  readonly author?: string;
  readonly acceptExposure?: readonly string[];
  readonly header?: readonly string[];
  readonly format?: 'text' | 'json' | 'github' | 'sarif';
}

/** What the command takes from outside. */
export interface CheckTools extends Pick<RegistryTools, 'fetch' | 'dataDir'> {
  readonly now: () => Date;
  readonly color: boolean;
  /** Where composing is done; threads of the command's own when left out. */
  readonly openPool?: () => ComposePool;
}

/**
 * `schema check`: whether a change of one owner's schema may ship.
 *
 * @returns 1 when it may not
 * @throws CliError when it could not run
 */
export async function runSchemaCheck(
  request: CheckRequest,
  terminal: Terminal,
  tools: CheckTools,
): Promise<ExitStatus> {
  const files = await readSdlSources(request.sources, {
    fetch: tools.fetch,
    headers: readHeaders(request.header ?? []),
  });
  const outcome = await checkFiles(
    changeOf(request, files),
    files,
    await readNetwork(request, { ...tools, clock: () => tools.now().getTime() }),
    request,
    tools,
  );
  terminal.out(write(outcome, request.format ?? 'text', tools.color));
  return outcome.passed ? EXIT.fine : EXIT.problems;
}

async function checkFiles(
  change: SchemaChange,
  files: readonly SdlFile[],
  network: ServedNetwork,
  request: CheckRequest,
  tools: CheckTools,
): Promise<CheckOutcome> {
  const pool = (tools.openPool ?? createComposePool)();
  try {
    const report = await checkSchema(change, network, {
      compose: pool.compose,
      acceptedExposures: new Set(request.acceptExposure),
      today: tools.now().toISOString().slice(0, 10),
    });
    const what = change.owner === 'shared' ? 'the shared schema' : `the schema of ${change.company}`;
    return { ...report, what, findings: locate(report.findings, files) };
  } finally {
    await pool.close();
  }
}

function changeOf({ company, shared = false }: CheckRequest, files: readonly SdlFile[]): SchemaChange {
  const sdl = files.map(({ text }) => text).join('\n');
  if (shared === (company !== undefined))
    throw new CliError('ARGUMENT_INVALID', 'Say whose schema it is: --company <slug>, or --shared.');
  if (company === undefined) return { owner: 'shared', sdl };
  if (!isCompanySlug(company)) throw new CliError('ARGUMENT_INVALID', `"${company}" is no company's slug.`);
  return { owner: 'company', company, sdl };
}

function write(outcome: CheckOutcome, format: NonNullable<CheckRequest['format']>, color: boolean): string {
  switch (format) {
    case 'json':
      return JSON.stringify(outcome);
    case 'github':
      return [reportGithub(outcome), reportText(outcome, false)].filter((part) => part !== '').join('\n');
    case 'sarif':
      return reportSarif(outcome);
    case 'text':
      return reportText(outcome, color);
  }
}
