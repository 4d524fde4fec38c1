import {
  historyReply,
  SCHEMA_PATHS,
  type HistoryReply,
  type SchemaVersion,
} from '#schema/wire/schema-registry.ts';
import { CliError, type Terminal } from '../../exit.ts';
import { createRegistryClient, type RegistrySource, type RegistryTools } from './registry-client.ts';

/** What `schema history` was asked for. */
export interface HistoryCommand extends RegistrySource {
  /** Whose versions the operator asks for: the shared layer's, or a company's. */
  readonly shared?: boolean;
  readonly of?: string;
  readonly first: string;
  readonly json?: boolean;
}

/**
 * `schema history`: the versions that were offered, the newest first, refused ones too.
 *
 * @throws CliError when it could not run
 */
export async function runHistory(
  { shared = false, of, first, json = false, ...source }: HistoryCommand,
  terminal: Terminal,
  tools: RegistryTools,
): Promise<void> {
  if (!/^[1-9]\d{0,2}$/.test(first))
    throw new CliError('ARGUMENT_INVALID', '--first is a number from 1 to 200.');
  if (source.company === undefined && shared === (of !== undefined))
    throw new CliError('ARGUMENT_INVALID', 'The operator says whose: --shared, or --of <company>.');
  const ask = await createRegistryClient(source, tools);
  const whose = source.company === undefined ? { company: of ?? null } : {};
  const reply = await ask(SCHEMA_PATHS.history, { ...whose, first: Number(first) }, historyReply);
  terminal.out(
    json ? JSON.stringify(reply) : reply.versions.map((version) => line(version, reply)).join('\n'),
  );
}

function line(version: SchemaVersion, { served }: HistoryReply): string {
  const { accepted, author, message, publishedAt, hash, restored } = version;
  const state = version.version === served ? 'served ' : accepted ? 'earlier' : 'REFUSED';
  const what = message ?? (restored === null ? 'registered' : `back to version ${restored}`);
  return `${String(version.version).padStart(4)}  ${state}  ${publishedAt}  ${hash.slice(0, 12)}  ${author ?? '-'}  ${what}`;
}
