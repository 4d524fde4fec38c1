import { readFile } from 'node:fs/promises';
import type { CliSettings } from '../config.ts';
import { CliError, EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import { tokenFrom, type CallerSource } from '../asking/caller-source.ts';
import { checkExport } from './export-check.ts';
import { createAsk } from '../asking/gateway-client.ts';
import { checkLog, rangesText, type LogFinding } from './log-check.ts';
import { findTeam, readLog, type TeamHead } from './team-log.ts';

/** What `verify` was asked for: a team, or an export. */
export interface VerifyRequest extends CallerSource {
  readonly team?: string;
  readonly file?: string;
  /** The gateway's GraphQL address. */
  readonly gateway: string;
  readonly json?: boolean;
}

/** A finding as it is printed. */
interface Report extends LogFinding {
  readonly of: string;
  readonly problems: readonly string[];
}

/**
 * `verify`: recomputes a log on this machine; the gateway is only asked for the events. What the caller may not read is
 * not checked, and the ranges that were are told.
 *
 * @returns 1 when something is broken
 * @throws CliError when it could not run, with status 2
 */
export async function runVerify(
  request: VerifyRequest,
  settings: CliSettings,
  terminal: Terminal,
): Promise<ExitStatus> {
  const { team, file, json = false } = request;
  if ((team === undefined) === (file === undefined))
    throw new CliError('ARGUMENT_INVALID', 'Name the team, or an export with --file; one of the two.');
  const report =
    file === undefined ? await verifyTeam(team ?? '', request, settings) : await verifyFile(file);
  const valid = report.problems.length === 0;
  terminal.out(json ? JSON.stringify({ valid, ...report }) : reportText(report));
  return valid ? EXIT.fine : EXIT.problems;
}

async function verifyTeam(team: string, request: VerifyRequest, settings: CliSettings): Promise<Report> {
  const ask = createAsk(request.gateway, await tokenFrom(request, settings, Date.now));
  // The graph's own finding comes first: the log may grow meanwhile, and never shrinks.
  const head = await findTeam(ask, team);
  const finding = checkLog(await readLog(ask, head.id));
  return { of: `${head.name} (${head.id})`, ...finding, problems: problemsOf(head, finding) };
}

function problemsOf({ verified }: TeamHead, finding: LogFinding): string[] {
  const { firstBroken, checked } = finding;
  if (firstBroken !== null) return [`event ${firstBroken} is missing or altered`];
  if (!verified.valid)
    return [`the graph finds event ${verified.firstBroken ?? '?'} broken, and shows another log`];
  return checked < verified.checked
    ? [`the graph verified ${verified.checked} events, and shows ${checked}`]
    : [];
}

async function verifyFile(file: string): Promise<Report> {
  const content = await readFile(file, 'utf8').catch(() => {
    throw new CliError('FILE_NOT_USABLE', `Could not read ${file}.`);
  });
  return { of: file, ...checkExport(content) };
}

function reportText({ of, checked, ranges, problems }: Report): string {
  if (problems.length > 0) return [`${of}: BROKEN`, ...problems.map((problem) => `  ${problem}`)].join('\n');
  return `${of}: valid. Events checked: ${checked} (${rangesText(ranges)}).`;
}
