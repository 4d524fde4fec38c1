import { isCompanySlug } from '#schema/wire/ids.ts';
import { CliError, EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import type { CheckResult, Outcome } from './check.ts';
import { checkContract, NotCheckable } from './contract-suite.ts';
import { startOtherParties, type OtherParties } from './other-parties.ts';

/** What `agent-network company check` is given. */
export interface CheckOptions {
  readonly url: string;
  readonly company: string;
  readonly admin: string;
  readonly port: string;
  readonly json?: boolean;
}

/** As long as a verifier may keep to the keys that it has: it asks again for an unknown one after half a minute. */
const PATIENCE_MS = 40_000;

const MARKS: Readonly<Record<Outcome, string>> = { passed: '✓', failed: '✗', notOffered: '–', reported: '·' };

/** Checks a company's subgraph against the contract. @returns 0 when every promise is kept, 1 when one is not */
export async function runCompanyCheck(options: CheckOptions, terminal: Terminal): Promise<ExitStatus> {
  const { url, company, json = false } = options;
  const port = Number(options.port);
  if (!URL.canParse(url)) throw new CliError('ARGUMENT_INVALID', `"${url}" is no address.`);
  if (!isCompanySlug(company)) throw new CliError('ARGUMENT_INVALID', `"${company}" is no company's slug.`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new CliError('ARGUMENT_INVALID', `"${options.port}" is no port.`);
  const origin = () => new URL(url).origin;
  const parties = await startOtherParties({ company, origin, port, clock: Date.now }).catch(
    (error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CliError(
        'COMPANY_NOT_CHECKED',
        `Port ${port} cannot be used (--port names another one): ${reason}`,
      );
    },
  );
  try {
    if (!json) terminal.err(advice(parties));
    const told = (result: CheckResult) => (json ? undefined : terminal.out(line(result)));
    const results = await checkContract({ ...options, parties }, { patienceMs: PATIENCE_MS, told });
    const failed = results.filter(({ outcome }) => outcome === 'failed').length;
    terminal.out(json ? JSON.stringify({ url, company, failed, checks: results }) : summary(results));
    return failed === 0 ? EXIT.fine : EXIT.problems;
  } catch (error) {
    if (error instanceof NotCheckable) throw new CliError('COMPANY_NOT_CHECKED', error.message);
    throw error;
  } finally {
    await parties.stop();
  }
}

function advice({ settings }: OtherParties): string {
  const lines = Object.entries(settings).map(([name, value]) => `  ${name}=${value}`);
  return ['The test instance has to be started with', ...lines, ''].join('\n');
}

function line({ id, says, outcome, details }: CheckResult): string {
  const word = outcome === 'notOffered' ? ' (not offered)' : '';
  const shown = details.slice(0, 12).map((detail) => `      ${detail}`);
  const more = details.length > shown.length ? [`      … and ${details.length - shown.length} more`] : [];
  return [`${MARKS[outcome]} ${id}: ${says}${word}`, ...shown, ...more].join('\n');
}

function summary(results: readonly CheckResult[]): string {
  const count = (outcome: Outcome) => results.filter((result) => result.outcome === outcome).length;
  return `\n${count('passed')} kept, ${count('failed')} broken, ${count('notOffered')} not offered, ${count('reported')} reported`;
}
