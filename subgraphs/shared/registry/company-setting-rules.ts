import type {
  CompanyLimitName,
  CompanyLimits,
  DocumentPolicy,
  SuggestionPolicy,
} from '#schema/wire/registry.ts';

/** What a company's callers may do, as whoever runs the network has set it. */
export interface CompanySettings {
  readonly documentPolicy: DocumentPolicy;
  readonly introspection: boolean;
  readonly suggestions: SuggestionPolicy;
  /** Whether gateways record which parts of the schema its callers use. */
  readonly recordOperations: boolean;
  /** Where it is not the gateway's own limits. */
  readonly limits: CompanyLimits;
}

/** Limits that are to be others; null: the gateway's own again. */
export type LimitsChange = Readonly<Partial<Record<CompanyLimitName, number | null>>>;

/** What is to be set; what is left out stays as it is. */
export interface SettingsChange extends Partial<Omit<CompanySettings, 'limits'>> {
  readonly limits?: LimitsChange;
}

/** The limits with what is changed of them. */
export function mergeLimits(before: CompanyLimits, change: LimitsChange): CompanyLimits {
  const all: [string, number | null][] = [...Object.entries(before), ...Object.entries(change)];
  return Object.fromEntries(
    [...new Map(all)].filter((entry): entry is [string, number] => entry[1] !== null),
  );
}
