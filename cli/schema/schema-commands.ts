import path from 'node:path';
import { PACKAGE_ROOT } from '../config.ts';
import { EXIT, type ExitStatus, type Terminal } from '../exit.ts';
import { composeReferenceViews, sourcesInTree } from './reference-views.ts';
import { composedOf, reportOn, reportText, type SchemaReport } from './schema-report.ts';
import { writeSupergraphs } from './supergraph-files.ts';

const COMMITTED = path.join(PACKAGE_ROOT, 'schema', 'supergraphs');

/** What `schema compose` was asked for. */
export interface ComposeOptions {
  readonly write?: boolean;
  readonly check?: boolean;
  readonly json?: boolean;
}

/** `schema compose`: composes the reference tenants' views; writes their files, or checks them, when told. */
export function schemaCompose(options: ComposeOptions, terminal: Terminal): ExitStatus {
  const views = composeReferenceViews(sourcesInTree());
  const report = reportOn(views, options.check ? COMMITTED : null);
  if (options.write && report.ok) writeSupergraphs(COMMITTED, composedOf(views));
  return tell(report, options.json ?? false, terminal);
}

/** `schema check`: every reference tenant's view composes and says what its committed file says. */
export function schemaCheck(options: { readonly json?: boolean }, terminal: Terminal): ExitStatus {
  return tell(reportOn(composeReferenceViews(sourcesInTree()), COMMITTED), options.json ?? false, terminal);
}

function tell(report: SchemaReport, json: boolean, terminal: Terminal): ExitStatus {
  terminal.out(json ? JSON.stringify(report) : reportText(report));
  return report.ok ? EXIT.fine : EXIT.problems;
}
