/** How much a finding weighs: an error fails the check, a warning does not, a note only tells. */
export type Severity = 'error' | 'warning' | 'note';

/** The kinds of finding, in the order in which they are told. */
export const FINDING_KINDS = ['limits', 'contract', 'composition', 'exposure', 'breaking', 'lint'] as const;
/** See {@link FINDING_KINDS}. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing that a check of a schema found. */
export interface Finding {
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** The rule, within its kind: `ownership`, `FIELD_REMOVED`, `description`. */
  readonly rule: string;
  /** The schema coordinate, `Type.field`; `schema` for the whole. */
  readonly coordinate: string;
  readonly message: string;
  /** Registered documents that it breaks, as `company/name`. */
  readonly documents?: readonly string[];
}

/** Whether nothing in it fails a check. */
export function passes(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity !== 'error');
}
