import { parse, print, separateOperations } from 'graphql';
import { DOCUMENT_LIMITS, listDocumentsReply, pushDocumentsReply } from '#schema/wire/documents.ts';
import { SCHEMA_PATHS } from '#schema/wire/schema-registry.ts';
import { CliError, EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import { readSdlSources } from '../schema/check/sdl-source.ts';
import {
  createRegistryClient,
  type RegistrySource,
  type RegistryTools,
} from '../schema/registry/registry-client.ts';

/** Whose documents. */
export interface DocumentsCommand extends RegistrySource {
  readonly company: string;
  readonly json?: boolean;
}

/** What `documents push` was asked for. */
export interface PushCommand extends DocumentsCommand {
  readonly sources: readonly string[];
  readonly client?: string;
  readonly clientVersion?: string;
}

/**
 * `documents push`: has the operations in files registered as a company's trusted documents, all or none.
 *
 * @returns 1 when one was refused
 */
export async function runPush(
  command: PushCommand,
  terminal: Terminal,
  tools: RegistryTools,
): Promise<ExitStatus> {
  const files = await readSdlSources(command.sources, { fetch: tools.fetch, headers: {} });
  const documents = files.flatMap(({ path, text }) => operationsIn(path, text));
  if (documents.length === 0 || documents.length > DOCUMENT_LIMITS.each)
    throw new CliError('FILE_NOT_USABLE', `Give 1 to ${DOCUMENT_LIMITS.each} operations at a time.`);
  const ask = await createRegistryClient(command, tools);
  const client = command.client && { name: command.client, version: command.clientVersion ?? null };
  const request = { documents: documents.map(({ text }) => text), ...(client ? { client } : {}) };
  const reply = await ask(SCHEMA_PATHS.pushDocuments, request, pushDocumentsReply);
  const lines = [
    ...reply.documents.map(({ hash, name, added }) => `${hash}  ${name}${added ? '' : ' (known)'}`),
    ...reply.refused.map(({ at, problem }) => `✗ ${documents[at]?.path ?? ''}: ${problem}`),
  ];
  terminal.out(command.json ? JSON.stringify(reply) : lines.join('\n'));
  return reply.refused.length === 0 ? EXIT.fine : EXIT.problems;
}

/** `documents list`: a company's trusted documents. */
export async function runList(
  command: DocumentsCommand,
  terminal: Terminal,
  tools: RegistryTools,
): Promise<ExitStatus> {
  const ask = await createRegistryClient(command, tools);
  const reply = await ask(SCHEMA_PATHS.listDocuments, {}, listDocumentsReply);
  const lines = reply.documents.map(({ hash, name, addedAt }) => `${hash}  ${addedAt}  ${name}`);
  terminal.out(command.json ? JSON.stringify(reply) : lines.join('\n') || 'No document is registered.');
  return EXIT.fine;
}

/** Each operation of a file with the fragments that it spreads. */
function operationsIn(path: string, text: string): { readonly path: string; readonly text: string }[] {
  try {
    const separate = Object.values(separateOperations(parse(text, { noLocation: true })));
    return separate.map((document) => ({ path, text: print(document) }));
  } catch (error) {
    throw new CliError(
      'FILE_NOT_USABLE',
      `${path}: ${error instanceof Error ? error.message : 'no GraphQL'}`,
    );
  }
}
