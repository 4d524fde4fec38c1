import path from 'node:path';
import { tokenFrom, type CallerSource } from '../asking/caller-source.ts';
import { createAsk } from '../asking/gateway-client.ts';
import type { CliSettings } from '../config.ts';
import { EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import { readDocumentFile } from './document-file.ts';
import { addFile, findSource, type FileOutcome } from './knowledge-writing.ts';

/** What `knowledge add` was asked for. */
export interface AddRequest extends CallerSource {
  readonly files: readonly string[];
  /** Title or id. */
  readonly source: string;
  /** The gateway's GraphQL address. */
  readonly gateway: string;
  /** Make the source when there is none of that title. */
  readonly create?: boolean;
  /** Replace documents of the same name and another text. */
  readonly replace?: boolean;
  readonly json?: boolean;
}

/**
 * `knowledge add`: adds files to a source of the caller's company, each under its name. What is there already stays, so
 * that the command can be run again.
 *
 * @returns 1 when a file was refused; the others were added
 * @throws CliError when it could not run, with status 2
 */
export async function runKnowledgeAdd(
  { files, source, create = false, replace = false, json = false, ...request }: AddRequest,
  settings: CliSettings,
  terminal: Terminal,
): Promise<ExitStatus> {
  const ask = createAsk(request.gateway, await tokenFrom(request, settings, Date.now));
  const sourceId = await findSource(ask, source, create);
  const done: ({ readonly file: string } & FileOutcome)[] = [];
  for (const [index, file] of files.entries()) {
    const document = await readDocumentFile(file);
    const outcome: FileOutcome =
      typeof document === 'string'
        ? { outcome: 'refused', problem: document }
        : isRepeated(files, index)
          ? { outcome: 'refused', problem: 'another of the files has the same name' }
          : await addFile(ask, sourceId, document, replace);
    done.push({ file, ...outcome });
    if (!json) terminal.out(line(file, outcome));
  }
  if (json) terminal.out(JSON.stringify({ sourceId, files: done }));
  return done.some(({ outcome }) => outcome === 'refused') ? EXIT.problems : EXIT.fine;
}

function isRepeated(files: readonly string[], index: number): boolean {
  const name = path.basename(files[index] ?? '');
  return files.slice(0, index).some((file) => path.basename(file) === name);
}

function line(file: string, outcome: FileOutcome): string {
  return outcome.outcome === 'refused'
    ? `${file}: refused: ${outcome.problem}`
    : `${file}: ${outcome.outcome} (${outcome.documentId})`;
}
