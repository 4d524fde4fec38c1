import { publishedFields } from './exposure.ts';
import type { Finding } from './finding.ts';
import { checkSize, SDL_LIMITS } from './limits-rule.ts';
import { readSdl, type SdlModel } from './sdl-model.ts';
import type { Violation } from './violation.ts';

/** What keeps an SDL from being looked at any further; empty: it can be read. */
export function unreadable(sdl: string): Finding[] {
  const tooLarge = checkSize(sdl).map(({ message }) => ({ ...SCHEMA, rule: 'bytes', message }));
  if (tooLarge.length > 0) return tooLarge;
  try {
    readSdl(sdl, SDL_LIMITS.tokens);
    return [];
  } catch (error) {
    return [{ ...SCHEMA, rule: 'readable', message: error instanceof Error ? error.message : 'unreadable' }];
  }
}

const SCHEMA = { kind: 'limits', severity: 'error', coordinate: 'schema' } as const;

/** Breaches of the contract and of ownership, by one company. */
export function contractFindings(company: string, violations: readonly Violation[]): Finding[] {
  return violations.map(({ rule, coordinate, message }) => ({
    kind: rule === 'limits' ? ('limits' as const) : ('contract' as const),
    severity: 'error' as const,
    rule,
    coordinate,
    message: `${message} (${company})`,
  }));
}

/** Why the view of these companies does not compose. */
export function compositionFindings(companies: readonly string[], errors: readonly string[]): Finding[] {
  return errors.map((message) => ({
    kind: 'composition' as const,
    severity: 'error' as const,
    rule: 'composes',
    coordinate: 'schema',
    message: `${message} (the view of ${named(companies)})`,
  }));
}

/** What other companies see from now on, and did not before: an error until somebody says that it is meant. */
export function exposureFindings(
  model: SdlModel,
  served: SdlModel | null,
  accepted: ReadonlySet<string>,
): Finding[] {
  const before = served === null ? new Set<string>() : publishedFields(served);
  const fresh = served === null ? [] : [...publishedFields(model)].filter((field) => !before.has(field));
  return fresh.map((coordinate) => ({
    kind: 'exposure' as const,
    severity: accepted.has(coordinate) ? ('note' as const) : ('error' as const),
    rule: 'newly-visible',
    coordinate,
    message: 'is newly visible to other companies, once the company publishes it to them',
  }));
}

/** Tells the coordinates that an SDL declares: what is wrong there is its owner's to mend. */
export function declaredIn(contractSdl: string): (coordinate: string) => boolean {
  const { types } = readSdl(contractSdl);
  return (coordinate) => {
    const [type = '', field] = coordinate.replace(/\(.*$/, '').split('.');
    const known = types.get(type);
    return (
      known !== undefined && (field === undefined || known.fields.has(field) || known.members.has(field))
    );
  };
}

const MOST_NAMED = 5;

function named(companies: readonly string[]): string {
  const rest = companies.length - MOST_NAMED;
  const first = companies.slice(0, MOST_NAMED).join(', ');
  return rest > 0 ? `${first} and ${rest} more` : first;
}
