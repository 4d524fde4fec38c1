import { ulid } from 'ulid';
import { checkSize } from '#schema/checks/limits-rule.ts';
import {
  publishReply,
  SCHEMA_PATHS,
  type PublishReply,
  type SchemaVersion,
} from '#schema/wire/schema-registry.ts';
import { CliError, EXIT, type ExitStatus, type Terminal } from '../../exit.ts';
import { readSdlSources } from '../check/sdl-source.ts';
import { createRegistryClient, type RegistrySource, type RegistryTools } from './registry-client.ts';

/** What both `publish` and `rollback` are told. */
interface Offer extends RegistrySource {
  readonly acceptExposure?: readonly string[];
  readonly message?: string;
  readonly json?: boolean;
}

/** What `schema publish` was asked for. */
export interface PublishCommand extends Offer {
  readonly sources: readonly string[];
  readonly message: string;
}

/**
 * `schema publish`: has a company's schema served, if the registry finds nothing against it.
 *
 * @returns 1 when it was refused: what is served stays
 * @throws CliError when it could not run
 */
export async function runPublish(
  { sources, ...offer }: PublishCommand,
  terminal: Terminal,
  tools: RegistryTools,
): Promise<ExitStatus> {
  const files = await readSdlSources(sources, { fetch: tools.fetch, headers: {} });
  const sdl = files.map(({ text }) => text).join('\n');
  const [tooLarge] = checkSize(sdl);
  if (tooLarge) throw new CliError('FILE_NOT_USABLE', `The SDL has ${tooLarge.message}.`);
  return send(SCHEMA_PATHS.publish, { sdl }, offer, terminal, tools);
}

/** What `schema rollback` was asked for. */
export interface RollbackCommand extends Offer {
  readonly version: string;
}

/** `schema rollback`: has an earlier version served again. It is checked as any other, and becomes a new version. */
export function runRollback(
  { version, ...offer }: RollbackCommand,
  terminal: Terminal,
  tools: RegistryTools,
): Promise<ExitStatus> {
  if (!/^[1-9]\d{0,8}$/.test(version))
    throw new CliError('ARGUMENT_INVALID', `"${version}" is no version's number: see "schema history".`);
  return send(SCHEMA_PATHS.rollback, { version: Number(version) }, offer, terminal, tools);
}

async function send(
  path: typeof SCHEMA_PATHS.publish | typeof SCHEMA_PATHS.rollback,
  wanted: object,
  { acceptExposure = [], message, json = false, ...source }: Offer,
  terminal: Terminal,
  tools: RegistryTools,
): Promise<ExitStatus> {
  const ask = await createRegistryClient(source, tools);
  const request = { ...wanted, requestId: ulid(tools.clock()), acceptExposure };
  const reply = await ask(path, { ...request, ...(message === undefined ? {} : { message }) }, publishReply);
  terminal.out(json ? JSON.stringify(reply) : replyText(reply));
  return reply.version.accepted ? EXIT.fine : EXIT.problems;
}

function replyText({ version, served }: PublishReply): string {
  const findings = (version.report?.findings ?? []).filter(({ severity }) => severity !== 'note');
  return [
    ...findings.map(
      ({ severity, coordinate, message, rule }) =>
        `${severity.toUpperCase()} ${coordinate}: ${message} [${rule}]`,
    ),
    verdict(version, served),
  ].join('\n');
}

function verdict({ accepted, version, hash, diff }: SchemaVersion, served: number | null): string {
  const { breaking = 0, dangerous = 0, safe = 0 } = diff ?? {};
  const changes = `${breaking} breaking, ${dangerous} dangerous and ${safe} safe changes`;
  if (accepted) return `Version ${version} (${hash.slice(0, 12)}) is served: ${changes}.`;
  const stays = served === null ? 'Nothing is served.' : `Version ${served} stays served.`;
  return `REFUSED, and kept as version ${version}. ${stays}`;
}
