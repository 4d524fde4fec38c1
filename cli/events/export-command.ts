import { writeFile } from 'node:fs/promises';
import type { CliSettings } from '../config.ts';
import { CliError, type Terminal } from '../exit.ts';
import { tokenFrom, type CallerSource } from '../asking/caller-source.ts';
import { exportLines } from './export-lines.ts';
import { createAsk } from '../asking/gateway-client.ts';
import { rangesText, runsOf } from './log-check.ts';
import { findTeam, readLog } from './team-log.ts';
import { readMessages } from './team-texts.ts';

/** What `export` was asked for. */
export interface ExportRequest extends CallerSource {
  readonly team: string;
  readonly gateway: string;
  /** Where to; standard output when left out. */
  readonly out?: string;
  readonly json?: boolean;
}

/**
 * `export`: a team's log and what was said, as far as the caller may read them, so that anyone can check it offline. See
 * `exportLine` for its form.
 *
 * @throws CliError when it could not run, with status 2
 */
export async function runExport(
  { out, json = false, ...request }: ExportRequest,
  settings: CliSettings,
  terminal: Terminal,
): Promise<void> {
  const ask = createAsk(request.gateway, await tokenFrom(request, settings, Date.now));
  const { id: team, name } = await findTeam(ask, request.team);
  // The messages come last: of every event that was read, the text is read as well.
  const events = await readLog(ask, team);
  const messages = await readMessages(ask, team);
  const head = { team, name, exportedAt: new Date().toISOString() };
  const text = exportLines(head, events, messages)
    .map((line) => JSON.stringify(line))
    .join('\n');
  if (out === undefined) {
    terminal.out(text);
    return;
  }
  await write(out, `${text}\n`);
  const done = { team, file: out, events: events.length, ranges: runsOf(events) };
  terminal.out(json ? JSON.stringify(done) : `${out}: ${done.events} events (${rangesText(done.ranges)}).`);
}

/** For its owner alone, and never over an older one: an export may be evidence. */
async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const why = exists ? 'it exists already' : String(error);
    throw new CliError('FILE_NOT_USABLE', `Could not write ${file}: ${why}.`);
  });
}
