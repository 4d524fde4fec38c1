import type { Row } from '#gateway/executor/compiled/testing/rich-graph.ts';
import type { Planners } from '#gateway/executor/planning/planners.ts';
import { createStage, type Outcome, type Stage, type Trouble } from './engines.ts';
import type { Family } from './families.ts';
import { TROUBLES } from './troubles.ts';

/** One question to a graph of its own, and its answer. */
export interface SmallCase {
  readonly what: string;
  readonly subgraphs: Readonly<Record<string, string>>;
  /** As a {@link Family}'s graph has them. */
  readonly externals?: Readonly<Record<string, readonly string[]>>;
  readonly interfaceObject?: string;
  /** The first is what the root field `t` gives. */
  readonly rows: readonly Row[];
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  /** The subgraph in trouble, and its trouble. */
  readonly trouble?: readonly [string, string];
  readonly wanted: Outcome;
}

/** Answers of both engines to a small case. */
export interface SmallAnswers {
  readonly stage: Stage;
  readonly compiled: Outcome;
  readonly reference: Outcome;
}

/** Asks both engines. */
export async function askSmall(small: SmallCase, planners: Planners): Promise<SmallAnswers> {
  const family = familyOf(small);
  const stage = await createStage(family, small.what, planners);
  const question = { query: small.query, variables: small.variables ?? {} };
  const [subgraph, kind = ''] = small.trouble ?? [];
  const trouble: Trouble = (name, body) =>
    name === subgraph ? (TROUBLES[kind]?.change(body) ?? body) : body;
  const reference = await stage.reference(question, family.rows(), trouble);
  return { stage, reference, compiled: await stage.compiled(question, family.rows(), trouble) };
}

function familyOf({ subgraphs, externals = {}, interfaceObject, rows }: SmallCase): Family {
  const [first] = rows;
  const query = { __typename: 'Query', id: 'query', t: { ref: first?.['id'] } };
  return {
    name: 'small',
    graph: { subgraphs, externals, interfaceObject: interfaceObject ?? null },
    rows: () => new Map([...rows, query].map((row: Row) => [String(row['id']), { ...row }])),
    whole: [],
  };
}
