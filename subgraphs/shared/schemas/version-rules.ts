import type { CheckReport } from '#schema/checks/schema-check.ts';
import { passes, type Finding, type Severity } from '#schema/checks/finding.ts';
import type { SchemaDiff, SchemaReport } from '#schema/wire/schema-registry.ts';

/** So many findings are kept of each check; a hostile SDL may have any number. */
const MOST_FINDINGS = 100;
/** Characters of a finding's texts that are kept: they quote the SDL. */
const LONGEST_TEXT = 1000;
const WEIGHT: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/** A report as it is kept and told: the heaviest findings first. */
export function keptReport({ findings }: Pick<CheckReport, 'findings'>): SchemaReport {
  const sorted = [...findings].sort((one, other) => WEIGHT[one.severity] - WEIGHT[other.severity]);
  return {
    passed: passes(findings),
    findings: sorted.slice(0, MOST_FINDINGS).map(keptFinding),
    counts: {
      error: countOf(findings, 'error'),
      warning: countOf(findings, 'warning'),
      note: countOf(findings, 'note'),
    },
  };
}

/** The changes to what was served before, by weight. */
export function diffOf({ findings }: Pick<CheckReport, 'findings'>): SchemaDiff {
  const changes = findings.filter(({ kind }) => kind === 'breaking');
  return {
    breaking: countOf(changes, 'error'),
    dangerous: countOf(changes, 'warning'),
    safe: countOf(changes, 'note'),
  };
}

/**
 * The findings of a check of a version that was served before. To go back is to take away what came since, which is meant:
 * only what a known document needs still weighs as an error. All the rest is judged as ever.
 */
export function findingsOfRollback(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) =>
    finding.kind === 'breaking' && finding.severity === 'error' && finding.documents === undefined
      ? { ...finding, severity: 'warning' }
      : finding,
  );
}

function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

function keptFinding({ documents, ...finding }: Finding): SchemaReport['findings'][number] {
  // By way of UTF-8: what a cut leaves of a surrogate pair could not be kept.
  const cut = (text: string) =>
    Buffer.from(text.slice(0, LONGEST_TEXT)).toString('utf8').replaceAll('\0', '');
  return {
    ...finding,
    coordinate: cut(finding.coordinate),
    message: cut(finding.message),
    ...(documents ? { documents: documents.slice(0, MOST_FINDINGS) } : {}),
  };
}
