import { EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import { nodeCheck } from './checks/machine-checks.ts';
import { runChecks, type CheckResult } from './finding.ts';
import { checksOf, type DoctoredProgram, type DoctorTools } from './program-checks.ts';

/** What is asked for. */
export interface DoctorRequest {
  readonly program: DoctoredProgram;
  readonly json: boolean;
  /** Node's own. */
  readonly version: string;
}

/** Looks at everything that a program needs, changes nothing, and tells no secret. */
export async function runDoctor(
  { program, json, version }: DoctorRequest,
  tools: DoctorTools,
  terminal: Terminal,
): Promise<ExitStatus> {
  const results = [...(await runChecks([nodeCheck(version)])), ...(await resultsOf(program, tools))];
  const findings = results.flatMap((result) => result.findings);
  const problems = findings.filter(({ level }) => level === 'problem').length;
  if (json)
    terminal.out(JSON.stringify({ program, checked: results.map(({ check }) => check), findings, problems }));
  else
    terminal.out(
      [...results.flatMap(linesOf), summary(results.length, findings.length, problems)].join('\n'),
    );
  return problems > 0 ? EXIT.problems : EXIT.fine;
}

async function resultsOf(program: DoctoredProgram, tools: DoctorTools): Promise<CheckResult[]> {
  const made = await checksOf(program, tools);
  if (!('checks' in made)) return [{ check: 'settings', findings: made }];
  try {
    return [{ check: 'settings', findings: [] }, ...(await runChecks(made.checks))];
  } finally {
    await made.close();
  }
}

function linesOf({ check, findings }: CheckResult): string[] {
  if (findings.length === 0) return [`  ✓ ${check}`];
  return findings.flatMap(({ level, code, says, advice }) => [
    `  ${level === 'problem' ? '✗' : '!'} ${code}: ${says}`,
    `      ${advice}`,
  ]);
}

function summary(checks: number, findings: number, problems: number): string {
  return `${checks} checks: ${problems} problems, ${findings - problems} warnings.`;
}
