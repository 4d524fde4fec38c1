import type { Engine, RequestContext, Send, Snapshot } from '#gateway/context.ts';
import {
  composeGraph,
  createPrograms,
  executeWhole,
  type Rows,
} from '#gateway/executor/compiled/testing/rich-programs.ts';
import { openView } from '#gateway/executor/compiled/view.ts';
import type { Planners } from '#gateway/executor/planning/planners.ts';
import { readViewParts } from '#gateway/planner/view-parts.ts';
import { createNamedEngine } from '#gateway/static/static-gateway.ts';
import type { GraphQLSchema } from 'graphql';
import type { Family } from './families.ts';

/** What an answer comes to: its data, and the places of its errors, each once, as JSON text. */
export interface Outcome {
  readonly data: unknown;
  readonly places: readonly string[];
}

export interface Question {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

/** What is wrong with the programs while a question is answered; gives the answer's bytes, or fails. */
export type Trouble = (subgraph: string, body: Uint8Array) => Uint8Array;

/** A family behind both engines and beside graphql-js on its one schema. */
export interface Stage {
  readonly family: Family;
  readonly schema: GraphQLSchema;
  /** Operations sent for the last question. */
  readonly sent: readonly string[];
  readonly faults: readonly string[];
  compiled(question: Question, rows: Rows, trouble?: Trouble): Promise<Outcome>;
  reference(question: Question, rows: Rows, trouble?: Trouble): Promise<Outcome>;
  /** What the specification says, where nothing is wrong with the programs but their rows. */
  specified(question: Question, rows: Rows): Outcome;
}

/** Sets a family up. Throws where it does not compose. */
export async function createStage(family: Family, key: string, planners: Planners): Promise<Stage> {
  const supergraphSdl = composeGraph(family.graph.subgraphs);
  const { schema } = openView(readViewParts(supergraphSdl));
  let rows: Rows = new Map();
  let trouble: Trouble | undefined;
  const sent: string[] = [];
  const faults: string[] = [];
  const programs = createPrograms(() => rows, sent, family.graph);
  const send: Send = async (target, call, context) => {
    const bytes = await programs(target, call, context);
    return bytes && trouble && target.kind === 'named' ? trouble(target.subgraph, bytes) : bytes;
  };
  const prepare = async (engine: Promise<Engine>) => (await engine).prepare({ key, supergraphSdl });
  const [compiled, apollo] = await Promise.all([
    prepare(createNamedEngine('compiled', send, planners)),
    prepare(createNamedEngine('apollo', send, planners)),
  ]);
  const run = (snapshot: Snapshot) => async (question: Question, given: Rows, given_?: Trouble) => {
    rows = given;
    trouble = given_;
    sent.length = 0;
    faults.length = 0;
    const context = { ...CONTEXT, onFault: ({ detail }: { detail: string }) => void faults.push(detail) };
    const { body } = await snapshot.execute({ ...question, queriesOnly: false }, context);
    return outcomeOf(JSON.parse(String(body)) as Answered);
  };
  return {
    family,
    schema,
    sent,
    faults,
    compiled: run(compiled),
    reference: run(apollo),
    specified: ({ query, variables }, given) => {
      const { data, errors } = executeWhole(schema, given, query, variables);
      return outcomeOf(JSON.parse(JSON.stringify({ data, errors })) as Answered);
    },
  };
}

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: unknown }[];
}

function outcomeOf({ data, errors = [] }: Answered): Outcome {
  return { data, places: [...new Set(errors.map(({ path }) => JSON.stringify(path ?? null)))].sort() };
}

const CONTEXT: Omit<RequestContext, 'onFault'> = {
  requestId: 'r',
  traceparent: '',
  caller: { company: 'nobody', token: '', sub: 'nobody', kind: 'person' },
  registry: { version: '1', sharedSdl: '', schemas: {}, companies: new Map(), byIssuer: new Map() },
};
