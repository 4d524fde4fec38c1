import fc from 'fast-check';
import { parse, validate } from 'graphql';
import { createChoices, randomQuery } from '#gateway/executor/compiled/testing/random-query.ts';
import type { Planners } from '#gateway/executor/planning/planners.ts';
import { checkRows, checkTrouble, type Checked } from './checks.ts';
import { createStage, type Question, type Stage } from './engines.ts';
import { FAMILIES } from './families.ts';
import { featuresIn, featuresOf, type GraphFeatures } from './features.ts';
import { generatedFamily } from './generated-family.ts';

/** What was found over a run. */
export interface Tally {
  cases: number;
  /** How many cases had it: what of GraphQL and of federation was asked, and what was wrong. */
  readonly features: Map<string, number>;
  readonly faults: Map<string, number>;
  /** Answers of the reference engine that are not as specified, by the explanation. */
  readonly reference: Map<string, number>;
}

/** What a run checks cases with. */
export interface Differential {
  readonly tally: Tally;
  /** Checks a case; those that are none, such as queries that are not valid, are passed over. */
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

interface OpenStage {
  readonly stage: Stage;
  readonly features: GraphFeatures;
}

export function createDifferential(planners: Planners): Differential {
  const stages = new Map<number, Promise<OpenStage>>();
  const tally: Tally = {
    cases: 0,
    ...{ features: new Map(), faults: new Map(), reference: new Map() },
  };
  const stageOf = (family: number) => {
    const known = stages.get(family) ?? openStage(family, planners);
    stages.set(family, known);
    return known;
  };
  return {
    tally,
    check: async (given) => {
      const { family, query } = given;
      const open = await stageOf(family < FAMILIES.length * 4 ? family % FAMILIES.length : family);
      const { stage, features } = open;
      const question = randomQuery(stage.schema, createChoices(query));
      fc.pre(validate(stage.schema, parse(question.query)).length === 0);
      const { faults, reference } = await checkOne(stage, question, given);
      tally.cases += 1;
      for (const feature of featuresIn(question.query, stage.schema, features)) add(tally.features, feature);
      for (const fault of new Set(faults)) add(tally.faults, fault);
      if (reference !== null) add(tally.reference, reference);
    },
  };
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

const NO_PLAN = 'no planner has a plan';

async function checkOne(stage: Stage, question: Question, { kind, wrong }: Given): Promise<Checked> {
  const choices = createChoices(wrong);
  try {
    if (kind === 'trouble') return await checkTrouble(stage, question, choices);
    return await checkRows(stage, question, kind === 'rows' ? choices : null);
  } catch (error) {
    const { query: text, variables } = question;
    // Two that may require one with different arguments: see ADR 25.
    if (stage.faults.includes(NO_PLAN) && /\bread\w+\b[^]*\bread\w+\b/.test(text))
      return { faults: ['refused, for no plan is right'], reference: null };
    const sdl = stage.family.name === 'generated' ? stage.family.graph.subgraphs : {};
    const lines = [text, JSON.stringify(variables), ...stage.faults, ...stage.sent, JSON.stringify(sdl)];
    throw new Error(`${stage.family.name}: ${String(error)}\n${lines.join('\n')}`, { cause: error });
  }
}

async function openStage(family: number, planners: Planners): Promise<OpenStage> {
  const written = FAMILIES[family];
  if (written) return open(await createStage(written, written.name, planners));
  // A sequence of numbers from the family's own, so that the same number is the same family.
  const seeds = Array.from(
    { length: 300 },
    (_, at) => (family * 7919 + at * 104_729 + at * at * family) % 1_000_003,
  );
  return open(await createStage(generatedFamily(createChoices(seeds)), `generated ${family}`, planners));
}

function open(stage: Stage): OpenStage {
  return { stage, features: featuresOf(stage.family.graph) };
}
