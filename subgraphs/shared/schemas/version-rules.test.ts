import { describe, expect, it } from '@jest/globals';
import type { Finding } from '#schema/checks/finding.ts';
import { schemaReport } from '#schema/wire/schema-registry.ts';
import { diffOf, findingsOfRollback, keptReport } from './version-rules.ts';

const finding = (more: Partial<Finding>): Finding => ({
  ...{ kind: 'breaking', severity: 'note', rule: 'r', coordinate: 'A.b', message: 'm' },
  ...more,
});

describe('a report that is kept', () => {
  it('has the heaviest findings first, no more than so many, and counts them all', () => {
    const findings = [
      ...Array.from({ length: 150 }, () => finding({})),
      finding({ severity: 'warning' }),
      finding({ severity: 'error' }),
    ];
    const report = keptReport({ findings });
    expect(report.findings.map(({ severity }) => severity).slice(0, 3)).toEqual(['error', 'warning', 'note']);
    expect(report.findings).toHaveLength(100);
    expect([report.passed, report.counts]).toEqual([false, { error: 1, warning: 1, note: 150 }]);
  });

  it('holds nothing that a database could not', () => {
    const report = keptReport({
      findings: [finding({ message: `\0${'x'.repeat(998)}😀😀`, documents: [] })],
    });
    const [kept] = schemaReport.parse(report).findings;
    expect(kept?.message).toBe(`${'x'.repeat(998)}\ufffd`);
  });

  it('counts the changes by weight', () => {
    const findings = [
      finding({}),
      finding({ severity: 'error' }),
      finding({ severity: 'error', kind: 'lint' }),
    ];
    expect(diffOf({ findings })).toEqual({ breaking: 1, dangerous: 0, safe: 1 });
  });
});

describe('a rollback', () => {
  it('may take away what no known document needs, and nothing else weighs less', () => {
    const findings = [
      finding({ severity: 'error' }),
      finding({ severity: 'error', documents: ['acme/Old'] }),
      finding({ severity: 'error', kind: 'contract' }),
      finding({ severity: 'error', kind: 'exposure' }),
    ];
    const weights = findingsOfRollback(findings).map(({ severity }) => severity);
    expect(weights).toEqual(['warning', 'error', 'error', 'error']);
  });
});
