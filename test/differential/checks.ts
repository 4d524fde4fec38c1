import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import type { Row } from '#gateway/executor/compiled/testing/rich-graph.ts';
import type { Outcome, Question, Stage, Trouble } from './engines.ts';
import { explained } from './exceptions.ts';
import { isNulled, isTold, lossesOf } from './places.ts';
import { TROUBLES, type TroubleKind } from './troubles.ts';

/** What a case came to: what was wrong in it, and where the reference engine was not as specified. */
export interface Checked {
  readonly faults: readonly string[];
  readonly reference: string | null;
}

/** Rows as they are, or with some spoiled: both engines beside what one schema gives. */
export async function checkRows(stage: Stage, question: Question, wrong: Choices | null): Promise<Checked> {
  const rows = stage.family.rows();
  const spoiled = wrong ? spoil(rows, stage.family.whole, wrong) : [];
  const specified = stage.specified(question, rows);
  expectSpecified(await stage.compiled(question, rows), specified);
  const reference = await stage.reference(question, rows);
  const why = differenceOf({ question, specified, reference, faults: spoiled }, (found) =>
    expectSpecified(found, specified),
  );
  const gone = specified.places.some((place) => isNulled(place, specified.data));
  return { faults: gone ? [...spoiled, 'a null that goes on to its parent'] : spoiled, reference: why };
}

/** Data and places of errors as specified; more errors only where a parent is null already. */
function expectSpecified(found: Outcome, specified: Outcome): void {
  expectSame('data', JSON.stringify(found.data), JSON.stringify(specified.data));
  const missing = specified.places.filter((place) => !found.places.includes(place));
  expectSame('errors that are missing', JSON.stringify(missing), '[]');
  const more = found.places.filter(
    (place) => !specified.places.includes(place) && !isNulled(place, found.data),
  );
  expectSame('errors of no cause', JSON.stringify(more), '[]');
}

interface Compared {
  readonly question: Question;
  readonly specified: Outcome;
  readonly reference: Outcome;
  readonly faults: readonly string[];
}

/** Why the reference engine's answer is another than the specified one; null where it is not. */
function differenceOf(compared: Compared, expectRight: (reference: Outcome) => void): string | null {
  try {
    expectRight(compared.reference);
    return null;
  } catch (error) {
    const why = explained(compared);
    if (why !== null) return why;
    throw new Error(`the reference engine differs, unexplained: ${String(error)}`, { cause: error });
  }
}

/** Data as specified; errors somewhere at, above or below the places where they are, or without a place. */
function expectSpecifiedNearby(found: Outcome, specified: Outcome): void {
  expectSame('data', JSON.stringify(found.data), JSON.stringify(specified.data));
  const missing = specified.places.filter((place) => !isTold(place, found.places));
  expectSame('errors that are missing', JSON.stringify(missing), '[]');
  const more = found.places.filter((place) => place !== 'null' && !isTold(place, specified.places));
  expectSame('errors of no cause', JSON.stringify(more), '[]');
}

/** What rows are spoiled with, by name. */
const SPOILS = {
  'a null': null,
  'an error at a field': { fault: true },
  'a list that holds null': [null],
  'an object for a leaf': { wrong: true },
} as const;

/** Nulls, errors and wrong forms in rows: what comes of them is the same in one schema. Gives their names. */
function spoil(rows: Map<string, Row>, whole: readonly string[], choices: Choices): readonly string[] {
  const names: string[] = [];
  for (let count = choices.below(6); count >= 0; count -= 1) {
    const row = choices.of([...rows.values()]);
    const fields = Object.keys(row).filter(
      (key) => !whole.some((name) => key === name || (name === 'read' && key.startsWith(name))),
    );
    if (fields.length === 0) continue;
    const field = choices.of(fields);
    const kind = choices.of(Object.keys(SPOILS) as (keyof typeof SPOILS)[]);
    // Of what an object is made, a subgraph may give an object.
    if (kind === 'an object for a leaf' && typeof row[field] === 'object') continue;
    // A list for an object is an object without fields, but where its type is to be found out, which one schema does.
    if (kind === 'a list that holds null' && isObject(row[field])) continue;
    row[field] = SPOILS[kind];
    names.push(kind);
  }
  return names;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A program in trouble: what is lost is null, and each loss is told of; whatever else there is, is right. */
export async function checkTrouble(stage: Stage, question: Question, choices: Choices): Promise<Checked> {
  const { family } = stage;
  const broken = choices.of(Object.keys(family.graph.subgraphs));
  const name = choices.of(Object.keys(TROUBLES));
  const kind = TROUBLES[name];
  if (!kind) throw new Error(`no trouble ${name}`);
  const from = choices.below(3) === 2 ? choices.below(3) : 0;
  const faults = [from > 0 ? `${name}, later` : name];
  const mine = await stage.compiled(question, family.rows(), troubleOf(broken, kind, from));
  const healthy = stage.specified(question, family.rows());
  expectOnlyLosses(mine, healthy, kind);
  const lost = from === 0 && kind.costs === 'all' ? lostWith(broken, stage, question) : null;
  if (lost) expectSpecified(mine, lost);
  const reference = await stage.reference(question, family.rows(), troubleOf(broken, kind, from));
  const why = differenceOf({ question, specified: lost ?? healthy, reference, faults }, (found) =>
    lost ? expectSpecifiedNearby(found, lost) : expectOnlyLosses(found, healthy, kind),
  );
  return { faults, reference: why };
}

/** The trouble of one program, from its so-and-so-manieth call on. */
function troubleOf(broken: string, { change }: TroubleKind, from: number): Trouble {
  let calls = 0;
  return (subgraph, body) => {
    if (subgraph !== broken) return body;
    calls += 1;
    return calls > from ? change(body) : body;
  };
}

function expectOnlyLosses(found: Outcome, healthy: Outcome, { costs }: TroubleKind): void {
  const losses = lossesOf(healthy.data, found.data);
  if (costs === 'silence') return;
  const untold = losses.filter((place) => !isTold(place, found.places));
  expectSame('losses that nobody is told of', JSON.stringify(untold), '[]');
}

/** What the specification says when a program is gone; null where it is not known which fields are lost with it. */
function lostWith(broken: string, stage: Stage, question: Question): Outcome | null {
  const { family } = stage;
  const { owners = null } = family;
  if (!owners || /\b(?:sh\d|\w+Prov\b)/.test(question.query)) return null;
  const rows = family.rows();
  for (const row of rows.values())
    for (const field of Object.keys(row)) {
      const owner = row['id'] === 'query' ? field[0] : owners.get(field);
      if (owner === broken && field !== 'id') row[field] = { fault: true };
    }
  return stage.specified(question, rows);
}

function expectSame(what: string, found: string | undefined, wanted: string | undefined): void {
  if (found !== wanted) throw new Error(`${what}: ${found} where ${wanted} is specified`);
}
