import fc from 'fast-check';
import { parse, validate } from 'graphql';
import type { Row } from '#gateway/executor/compiled/testing/rich-graph.ts';
import { createChoices, randomQuery, type Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import type { Planners } from '#gateway/executor/planning/planners.ts';
import { createStage, TROUBLES, type Outcome, type Question, type Stage } from './engines.ts';
import { explained } from './exceptions.ts';
import { FAMILIES } from './families.ts';
import { generatedFamily } from './generated-family.ts';

/** What was found over a run. */
export interface Tally {
  cases: number;
  /** Answers of the reference engine that are not as specified, by the explanation. */
  readonly reference: Map<string, number>;
}

/** What a run checks cases with. */
export interface Differential {
  readonly tally: Tally;
  check(given: Given): Promise<void>;
}

/** A case: which family, the numbers that its query is drawn from, and those of what is wrong. */
export interface Given {
  readonly family: number;
  readonly query: readonly number[];
  readonly wrong: readonly number[];
  readonly kind: 'healthy' | 'rows' | 'trouble';
}

const numbers = (max: number) => fc.array(fc.nat(1_000_000), { maxLength: max, size: 'max' });

/** Cases over the families written by hand and so many generated ones. */
export const cases = (families: number): fc.Arbitrary<Given> =>
  fc.record({
    family: fc.nat(families + FAMILIES.length * 4),
    query: numbers(120),
    wrong: numbers(8),
    kind: fc.constantFrom('healthy', 'rows', 'trouble'),
  });

export function createDifferential(planners: Planners): Differential {
  const stages = new Map<number, Promise<Stage | null>>();
  const tally: Tally = { cases: 0, reference: new Map() };
  const stageOf = (family: number): Promise<Stage | null> => {
    const known = stages.get(family) ?? openStage(family, planners);
    stages.set(family, known);
    return known;
  };
  return {
    tally,
    check: async ({ family, query, wrong, kind }) => {
      const stage = await stageOf(family < FAMILIES.length * 4 ? family % FAMILIES.length : family);
      if (!stage) return;
      const question = randomQuery(stage.schema, createChoices(query));
      if (validate(stage.schema, parse(question.query)).length > 0) return;
      tally.cases += 1;
      const choices = createChoices(wrong);
      try {
        if (kind === 'trouble') await checkTrouble(stage, question, choices);
        else await checkRows(stage, question, kind === 'rows' ? choices : null, tally);
      } catch (error) {
        const { query: text, variables } = question;
        const sdl = stage.family.name === 'generated' ? stage.family.graph.subgraphs : {};
        const lines = [text, JSON.stringify(variables), ...stage.faults, ...stage.sent, JSON.stringify(sdl)];
        throw new Error(`${stage.family.name}: ${String(error)}\n${lines.join('\n')}`, { cause: error });
      }
    },
  };
}

async function openStage(family: number, planners: Planners): Promise<Stage | null> {
  const written = FAMILIES[family];
  if (written) return createStage(written, written.name, planners);
  // A sequence of numbers from the family's own, so that the same number is the same family.
  const seeds = Array.from(
    { length: 200 },
    (_, at) => (family * 7919 + at * 104_729 + at * at * family) % 1_000_003,
  );
  return createStage(generatedFamily(createChoices(seeds)), `generated ${family}`, planners);
}

async function checkRows(
  stage: Stage,
  question: Question,
  wrong: Choices | null,
  tally: Tally,
): Promise<void> {
  const rows = stage.family.rows();
  if (wrong) spoil(rows, stage.family.whole, wrong);
  const specified = stage.specified(question, rows);
  const mine = await stage.compiled(question, rows);
  expectSame('data', JSON.stringify(mine.data), JSON.stringify(specified.data));
  const missing = specified.places.filter((place) => !mine.places.includes(place));
  expectSame('errors that are missing', JSON.stringify(missing), '[]');
  const more = mine.places.filter(
    (place) => !specified.places.includes(place) && !isNulled(place, mine.data),
  );
  expectSame('errors of no cause', JSON.stringify(more), '[]');
  const reference = await stage.reference(question, rows);
  if (JSON.stringify(reference.data) === JSON.stringify(specified.data)) return;
  const why = explained({
    question,
    reference,
    specified,
    spoiled: wrong !== null,
    family: stage.family.name,
  });
  if (why === null) {
    const [given, wanted] = [JSON.stringify(reference.data), JSON.stringify(specified.data)];
    throw new Error(`the reference engine differs, unexplained: ${given} where ${wanted} is specified`);
  }
  tally.reference.set(why, (tally.reference.get(why) ?? 0) + 1);
}

/** Nulls, errors and wrong forms in rows: what comes of them is the same in one schema. */
function spoil(rows: Map<string, Row>, whole: readonly string[], choices: Choices): void {
  for (let count = choices.below(6); count >= 0; count -= 1) {
    const row = choices.of([...rows.values()]);
    const fields = Object.keys(row).filter(
      (key) => !whole.some((name) => key === name || (name === 'read' && key.startsWith(name))),
    );
    if (fields.length > 0)
      row[choices.of(fields)] = choices.of<unknown>([null, { fault: true }, [null], null]);
  }
}

/** A program in trouble: what is lost is null, and each loss is told of; whatever else there is, is right. */
async function checkTrouble(stage: Stage, question: Question, choices: Choices): Promise<void> {
  const rows = stage.family.rows();
  const subgraph = choices.of(Object.keys(stage.family.graph.subgraphs));
  const trouble = choices.of(Object.values(TROUBLES));
  const healthy = stage.specified(question, rows);
  const broken = (name: string, body: Uint8Array) => (name === subgraph ? trouble(body) : body);
  const mine = await stage.compiled(question, rows, broken);
  const losses: string[] = [];
  compare(healthy.data, mine.data, [], losses);
  const untold = losses.filter((place) => !isTold(place, mine));
  expectSame('losses that nobody is told of', JSON.stringify(untold), '[]');
}

type Path = readonly (string | number)[];

function compare(healthy: unknown, found: unknown, path: Path, losses: string[]): void {
  if (found === null) {
    if (healthy !== null) losses.push(JSON.stringify(path));
  } else if (typeof healthy !== 'object' || healthy === null || typeof found !== 'object') {
    if (healthy !== found) throw new Error(`${JSON.stringify(found)} at ${path.join('.')}`);
  } else {
    const keys = Object.keys(healthy);
    expectSame(`keys at ${path.join('.')}`, Object.keys(found).join(), keys.join());
    for (const key of keys) {
      const step = Array.isArray(healthy) ? Number(key) : key;
      compare(healthy[key as never], found[key as never], [...path, step], losses);
    }
  }
}

/** Whether an error stands at a place, above it or below it, or has no place. */
function isTold(place: string, { places }: Outcome): boolean {
  const inner = (text: string) => text.slice(0, -1);
  return places.some(
    (told) =>
      told === 'null' ||
      told === place ||
      inner(told).startsWith(`${inner(place)},`) ||
      inner(place).startsWith(`${inner(told)},`) ||
      place === '[]',
  );
}

/** Whether a place is gone with a parent of its own, where graphql-js may not look any more. */
function isNulled(place: string, data: unknown): boolean {
  let value = data;
  for (const step of ((JSON.parse(place) as Path | null) ?? []).slice(0, -1)) {
    if (value === null || value === undefined) return true;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value === null;
}

function expectSame(what: string, found: string | undefined, wanted: string | undefined): void {
  if (found !== wanted) throw new Error(`${what}: ${found} where ${wanted} is specified`);
}
