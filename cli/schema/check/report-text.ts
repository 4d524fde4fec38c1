import { styleText } from 'node:util';
import { FINDING_KINDS, type FindingKind, type Severity } from '#schema/checks/finding.ts';
import type { CheckOutcome } from './check-outcome.ts';
import type { LocatedFinding } from './located.ts';

const TITLES: Readonly<Record<FindingKind, string>> = {
  limits: 'Limits',
  contract: 'Contract and ownership',
  composition: 'Composition',
  exposure: 'Newly visible to other companies',
  breaking: 'Changes',
  lint: 'Style',
};

/** How many notes and warnings of one kind are told one by one. Errors all are. */
const MOST_TOLD = 20;

type Paint = (severity: Severity, text: string) => string;

/** The report for people: grouped, with the lines of the SDL that are to blame. */
export function reportText(outcome: CheckOutcome, color: boolean): string {
  const paint: Paint = color
    ? (severity, text) => styleText(COLORS[severity], text, { validateStream: false })
    : (_, text) => text;
  const groups = FINDING_KINDS.flatMap((kind) => {
    const findings = outcome.findings.filter((finding) => finding.kind === kind);
    return findings.length === 0 ? [] : [groupText(TITLES[kind], findings, paint)];
  });
  return [...groups, boundaryText(outcome), verdict(outcome, paint)]
    .filter((part) => part !== '')
    .join('\n\n');
}

const COLORS = { error: 'red', warning: 'yellow', note: 'gray' } as const;

function groupText(title: string, findings: readonly LocatedFinding[], paint: Paint): string {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const others = findings.filter(({ severity }) => severity !== 'error');
  const hidden = others.length - MOST_TOLD;
  return [
    title,
    ...[...errors, ...others.slice(0, MOST_TOLD)].map((finding) => findingText(finding, paint)),
    ...(hidden > 0 ? [`  … and ${hidden} more that fail nothing`] : []),
  ].join('\n');
}

function findingText(
  { severity, coordinate, message, rule, at, documents }: LocatedFinding,
  paint: Paint,
): string {
  return [
    `  ${paint(severity, severity.toUpperCase())} ${coordinate}: ${message} [${rule}]`,
    ...(at ? [`    ${at.path}:${at.line}  ${at.text.trim()}`] : []),
    ...(documents ? [`    breaks ${documents.join(', ')}`] : []),
  ].join('\n');
}

function boundaryText({ exposures }: CheckOutcome): string {
  if (exposures.length === 0) return '';
  const of = (reach: string) => exposures.filter((exposure) => exposure.reach === reach);
  const unreached = exposures.filter(({ tagged, reach }) => tagged && reach !== 'published');
  const published = of('published').map(({ coordinate }) => coordinate);
  return [
    'Boundary',
    `  published to other companies: ${published.join(', ') || 'nothing'}`,
    `  the own company alone: ${of('own').length} fields`,
    ...(of('nobody').length > 0
      ? [
          `  nobody: ${of('nobody')
            .map(({ coordinate }) => coordinate)
            .join(', ')}`,
        ]
      : []),
    ...unreached.map(
      ({ coordinate }) => `  ${coordinate} is tagged "shared", and nothing published leads to it`,
    ),
  ].join('\n');
}

function verdict({ passed, views, findings, what }: CheckOutcome, paint: Paint): string {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const said = `${count('error')} errors, ${count('warning')} warnings; ${views} ${views === 1 ? 'view' : 'views'} composed`;
  return passed ? `${what}: passed (${said}).` : paint('error', `${what}: REFUSED (${said}).`);
}
