import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { composeReferenceViews, sourcesInTree } from './reference-views.ts';
import { schemaCheck } from './schema-commands.ts';
import { composedOf, reportOn, reportText } from './schema-report.ts';
import { supergraphFile, writeSupergraphs } from './supergraph-files.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'agent-network-schema-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sources = sourcesInTree();
const views = composeReferenceViews(sources);

/** A code of the shared layer's alone: in the contract it would ask every company to publish anew (ADR 32). */
const OWN_CODE =
  '  hint INCONSISTENT_ENUM_VALUE_FOR_OUTPUT_ENUM Value "RATE_LIMITED" of enum type "UserErrorCode" has been added to the ' +
  'supergraph but is only defined in a subset of the subgraphs defining "UserErrorCode": "RATE_LIMITED" is defined in ' +
  'subgraph "shared" but not in subgraph "company".';

describe('the schema check', () => {
  it('finds the tree in order: everything composes, and the committed supergraphs say the same', () => {
    const told: string[] = [];
    const terminal = { out: (text: string) => void told.push(text), err: () => {} };
    expect({ status: schemaCheck({}, terminal), told }).toEqual({
      status: 0,
      told: [['acme', 'harbor', 'nimbus'].map((slug) => `${slug}: ok\n${OWN_CODE}`).join('\n')],
    });
  });

  it('finds files that are missing, then written, then out of date', () => {
    expect(reportOn(views, folder).problems.map(({ kind }) => kind)).toEqual(['DRIFT', 'DRIFT', 'DRIFT']);
    writeSupergraphs(folder, composedOf(views));
    expect(reportOn(views, folder)).toMatchObject({ ok: true, problems: [] });
    const file = supergraphFile(folder, 'harbor');
    writeFileSync(file, readFileSync(file, 'utf8').replace('type Team', 'type Crew'));
    const report = reportOn(views, folder);
    expect(report.problems).toMatchObject([
      { company: 'harbor', kind: 'DRIFT', message: expect.stringMatching(/line \d+ .*type Crew.*type Team/) },
    ]);
    expect(reportText(report)).toContain('npm run schema:compose');
  });

  it("reports one company's fault at that company", () => {
    const broken = composeReferenceViews({
      ...sources,
      companySdl: (company) =>
        sources.companySdl(company) + (company === 'acme' ? '\nextend type Team { name: Int! }' : ''),
    });
    const report = reportOn(broken, null);
    expect(report.ok).toBe(false);
    expect(new Set(report.problems.map(({ company }) => company))).toEqual(new Set(['acme']));
    expect(reportText(report)).toMatch(/acme: \d problems?\n {2}COMPOSITION .*\nharbor: ok/s);
  });

  it('passes hints on without failing', () => {
    const hinting = composeReferenceViews({
      ...sources,
      companySdl: (company) =>
        sources.companySdl(company).replace('"A line of conversation in a team."', '"Another text."'),
    });
    const report = reportOn(hinting, null);
    expect(report).toMatchObject({ ok: true, problems: [] });
    expect(report.hints[0]).toMatchObject({ company: 'acme', code: 'INCONSISTENT_DESCRIPTION' });
    expect(reportText(report)).toContain('hint INCONSISTENT_DESCRIPTION');
  });
});
