import type { Answer } from './client.ts';
import { FAULT_CODES } from './blame.ts';
import { MARK, type SceneCompany } from './scene.ts';

/** Something missing from an answer, with the code it was told with. */
export interface Missing {
  /** A company's slug, or `network` for what no single company could answer. */
  readonly lacks: string;
  readonly code: string;
}

/** What is wrong with an answer, whatever fault there was; and what it lacks, which only a fault may explain. */
export interface Verdict {
  readonly wrong: readonly string[];
  readonly missing: readonly Missing[];
}

type Path = readonly (string | number)[];

/** Texts of the scene that somebody may not read. */
export function foreignMarks(text: string, { slug, teams }: SceneCompany): string[] {
  const neighbours = new Set(teams.flatMap(({ members }) => members));
  const own = new Set(teams.map(({ number }) => MARK.team(number)));
  return [...text.matchAll(/\b(prv|pub|tm)-([a-z]?\d+)/g)].flatMap(([mark, kind, of = '']) => {
    const isRightful = kind === 'prv' ? of === slug : kind === 'pub' ? neighbours.has(of) : own.has(mark);
    return isRightful ? [] : [mark];
  });
}

/**
 * Compares an answer with what the same question was answered with while all was well. What is not there has to be null,
 * with an error of a code for faults at its place; whose it is, is told by that place.
 */
export function judge(answer: Answer, expected: unknown, company: SceneCompany): Verdict {
  const { status, text, data, errors } = answer;
  const marks = foreignMarks(text, company);
  const wrong = marks.map((mark) => `${company.slug} was given ${mark}`);
  // Without an answer there is nothing to compare: the connection, or the gateway, is not there.
  if (status === 0) return { wrong, missing: [{ lacks: 'network', code: 'NO_ANSWER' }] };
  for (const { code, path } of errors)
    if (!FAULT_CODES.has(code)) wrong.push(`${code} at ${path.join('.')} (status ${status})`);
  if (errors.length === 0 && data === null)
    wrong.push(`neither data nor errors (status ${status}): ${text.slice(0, 200)}`);
  const missing = errors.map(({ code, path }) => ({ code, lacks: ownerOf(path, expected, company.slug) }));
  if (data !== null) {
    const unlike: Path[] = [];
    compare(expected, data, [], unlike, wrong);
    for (const path of unlike)
      if (!errors.some((error) => isPrefix(path, error.path) || isPrefix(error.path, path)))
        wrong.push(`nothing is told of ${path.join('.')}, which is null`);
  }
  return { wrong, missing };
}

/** Whose a place is in an answer. */
export function ownerOf(path: Path, expected: unknown, own: string): string {
  if (path[0] === 'workspace' || path.includes('notes')) return own;
  const agent = path.indexOf('agent');
  if (agent < 0) return 'network';
  const participant = at(expected, path.slice(0, agent)) as { company?: { slug?: string } } | undefined;
  return participant?.company?.slug ?? 'network';
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, step) => (found as Record<string | number, unknown> | null | undefined)?.[step],
    value,
  );
}

/** Notes where the answer is null and should not be; anything else that differs is wrong. */
function compare(expected: unknown, actual: unknown, path: Path, unlike: Path[], wrong: string[]): void {
  if (actual === null || actual === undefined) {
    if (expected !== null && expected !== undefined) unlike.push(path);
  } else if (typeof expected !== 'object' || expected === null || typeof actual !== 'object') {
    if (expected !== actual)
      wrong.push(`${path.join('.')} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
  } else {
    if (Array.isArray(expected) && expected.length !== (actual as unknown[]).length)
      wrong.push(`${path.join('.')} has another length`);
    for (const [key, value] of Object.entries(expected))
      compare(value, (actual as Record<string, unknown>)[key], [...path, key], unlike, wrong);
  }
}

function isPrefix(short: Path, long: Path): boolean {
  return short.length <= long.length && short.every((step, at) => String(step) === String(long[at]));
}
