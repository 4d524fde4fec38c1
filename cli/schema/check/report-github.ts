import type { Severity } from '#schema/checks/finding.ts';
import type { CheckOutcome } from './check-outcome.ts';
import type { LocatedFinding } from './located.ts';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** Workflow commands of GitHub Actions: one annotation for each finding, at its line. Notes are left out. */
export function reportGithub({ findings }: CheckOutcome): string {
  return findings
    .filter(({ severity }) => severity !== 'note')
    .map(annotation)
    .join('\n');
}

function annotation({ severity, kind, rule, coordinate, message, at, documents }: LocatedFinding): string {
  const place = at ? [`file=${property(at.path)}`, `line=${at.line}`, `col=${at.column}`] : [];
  const title = `title=${property(`${kind}: ${rule}`)}`;
  const broken = documents ? ` Breaks ${documents.join(', ')}.` : '';
  return `::${COMMANDS[severity]} ${[...place, title].join(',')}::${data(`${coordinate}: ${message}${broken}`)}`;
}

/** As GitHub's own toolkit escapes: a text of the SDL must not begin a command of its own. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
