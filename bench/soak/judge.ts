import { expectedData, isHarborsPath } from '../tenant/programs.ts';

/** What an answer is: as with everybody there, as without Harbor, or neither. */
export type Verdict = 'whole' | 'partly' | 'wrong';

/** What may be said of Harbor's fields, and nothing else. */
const CODES = ['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT'];
const HARBORS_PLACES = 3;

const WHOLE = JSON.stringify({ data: expectedData(true) });
const WITHOUT = JSON.stringify(expectedData(false));

interface AnswerError {
  readonly path?: unknown;
  readonly extensions?: { readonly code?: unknown };
}

/** Judges an answer's text: byte for byte where everybody is there, and else its data so, and each error. */
export function verdictOf(status: number, text: string): Verdict {
  if (status !== 200) return 'wrong';
  if (text === WHOLE) return 'whole';
  if (!text.startsWith(`{"data":${WITHOUT},"errors":`)) return 'wrong';
  const { errors = [], ...rest } = JSON.parse(text) as { readonly errors?: readonly AnswerError[] };
  const places = new Set(errors.map(({ path }) => JSON.stringify(path)));
  const known = errors.every(
    ({ path, extensions }) => isHarborsPath(path) && CODES.includes(String(extensions?.code)),
  );
  const exact = errors.length === HARBORS_PLACES && places.size === HARBORS_PLACES;
  return known && exact && Object.keys(rest).join() === 'data' ? 'partly' : 'wrong';
}
