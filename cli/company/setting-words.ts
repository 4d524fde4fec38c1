import type { CompanySettings } from '#subgraphs/shared/registry/company-setting-rules.ts';

/** The words of `--document-policy`. */
export const DOCUMENT_POLICIES = { open: 'OPEN', 'trusted-only': 'TRUSTED_ONLY' } as const;
/** The words of `--suggestions`. */
export const SUGGESTION_POLICIES = { nobody: 'NOBODY', people: 'PEOPLE', everybody: 'EVERYBODY' } as const;
/** The words of what is on or off. */
export const ON_OR_OFF = { on: true, off: false } as const;

/** A company's settings for people, one on each line. */
export function settingLines(settings: CompanySettings): string[] {
  const limits = Object.entries(settings.limits).map(([name, figure]) => `${name}=${figure}`);
  return [
    `  documents      ${wordOf(DOCUMENT_POLICIES, settings.documentPolicy)}`,
    `  introspection  ${wordOf(ON_OR_OFF, settings.introspection)}`,
    `  suggestions    ${wordOf(SUGGESTION_POLICIES, settings.suggestions)}`,
    `  recording      ${wordOf(ON_OR_OFF, settings.recordOperations)}`,
    `  limits         ${limits.length === 0 ? "the gateway's own" : limits.join(' ')}`,
  ];
}

function wordOf<Value>(words: Readonly<Record<string, Value>>, value: Value): string {
  return Object.entries(words).find(([, meant]) => meant === value)?.[0] ?? '';
}
