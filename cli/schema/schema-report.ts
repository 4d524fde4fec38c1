import type { CompositionHint, ReferenceView } from './reference-views.ts';
import { driftOf, type Supergraph } from './supergraph-files.ts';

/** What is wrong with a reference tenant's view. */
export interface SchemaProblem {
  readonly company: string;
  readonly kind: 'COMPOSITION' | 'DRIFT';
  readonly message: string;
}

/** What a check of the schema found. */
export interface SchemaReport {
  readonly ok: boolean;
  readonly companies: readonly string[];
  readonly problems: readonly SchemaProblem[];
  /** Not wrong, but worth a look. */
  readonly hints: readonly (CompositionHint & { readonly company: string })[];
}

/** The views that composed. */
export function composedOf(views: readonly ReferenceView[]): Supergraph[] {
  return views.flatMap(({ company, sdl }) => (sdl === null ? [] : [{ company, sdl }]));
}

/**
 * Judges the reference tenants' views: each must compose and, unless `folder` is null, say what its committed file
 * in that folder says.
 */
export function reportOn(views: readonly ReferenceView[], folder: string | null): SchemaReport {
  const broken = views.flatMap(({ company, errors }) =>
    errors.map((message): SchemaProblem => ({ company, kind: 'COMPOSITION', message })),
  );
  const drift = folder === null ? [] : driftOf(folder, composedOf(views));
  const problems = [...broken, ...drift.map((found): SchemaProblem => ({ ...found, kind: 'DRIFT' }))];
  const hints = views.flatMap(({ company, hints }) => hints.map((hint) => ({ company, ...hint })));
  return { ok: problems.length === 0, companies: views.map(({ company }) => company), problems, hints };
}

/** The report for people: one line per tenant, its problems below. */
export function reportText({ companies, problems, hints }: SchemaReport): string {
  const lines = companies.flatMap((company) => {
    const own = problems.filter((problem) => problem.company === company);
    const verdict = own.length === 0 ? 'ok' : `${own.length} problem${own.length > 1 ? 's' : ''}`;
    const asides = hints.filter((hint) => hint.company === company);
    return [
      `${company}: ${verdict}`,
      ...own.map(({ kind, message }) => `  ${kind} ${message}`),
      ...asides.map(({ code, message }) => `  hint ${code} ${message}`),
    ];
  });
  const drifted = problems.some(({ kind }) => kind === 'DRIFT');
  const hint = 'The committed supergraphs are out of date. Write them anew: npm run schema:compose';
  return [...lines, ...(drifted ? [hint] : [])].join('\n');
}
