import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse, validate, type GraphQLSchema } from 'graphql';
import type { RequestContext, Snapshot } from '../../context.ts';
import { readViewParts } from '../../planner/view-parts.ts';
import { createPlanners } from '../planning/planners.ts';
import { createCompiledEngine } from './compiled-engine.ts';
import { createNamedRules } from './routing.ts';
import { createChoices, randomQuery, type Choices } from './testing/random-query.ts';
import { richRows, type Row } from './testing/rich-graph.ts';
import { composeGraph, createPrograms, executeWhole, type Rows } from './testing/rich-programs.ts';
import type { DataPath } from './targets.ts';
import { openView } from './view.ts';

const context: RequestContext = {
  requestId: 'r',
  traceparent: '',
  caller: { company: 'acme', token: 't', sub: 's', kind: 'person' },
  registry: { version: '1', sharedSdl: '', schemas: {}, companies: new Map(), byIssuer: new Map() },
  onFault: ({ detail }) => void faults.push(detail),
};
let faults: string[] = [];
let rows: Rows = richRows();
const supergraphSdl = composeGraph();
const schema: GraphQLSchema = openView(readViewParts(supergraphSdl)).schema;
const plannerFaults: string[] = [];
const planners = createPlanners(
  process.env['TEST_PLANNER'] === 'apollo' ? 'apollo' : 'hive',
  (detail) => void plannerFaults.push(detail),
);
afterAll(() => planners.close());
const sent: string[] = [];
const engine = createCompiledEngine({
  routing: createNamedRules(),
  planners,
  send: createPrograms(() => rows, sent),
});
const ready: Promise<Snapshot> = engine.prepare({ key: 'rich', supergraphSdl });

interface Outcome {
  readonly data: unknown;
  readonly places: readonly string[];
}

async function ours(query: string, variables: Record<string, unknown>): Promise<Outcome> {
  faults = [];
  sent.length = 0;
  const { body } = await (await ready).execute({ query, variables, queriesOnly: false }, context);
  const { data, errors } = JSON.parse(String(body)) as { data?: unknown; errors?: { path?: unknown }[] };
  return { data, places: placesOf(errors) };
}

function oracle(query: string, variables: Record<string, unknown>): Outcome {
  const { data, errors } = executeWhole(schema, rows, query, variables);
  return { data: JSON.parse(JSON.stringify(data)) as unknown, places: placesOf(errors) };
}

function placesOf(errors: readonly { readonly path?: unknown }[] | undefined): readonly string[] {
  return [...new Set((errors ?? []).map(({ path }) => JSON.stringify(path ?? null)))].sort();
}

const numbers = fc.array(fc.nat(1_000_000), { maxLength: 150, size: 'max' });

describe('the compiled engine, beside graphql-js on one schema', () => {
  it('gives the same answer, in the same order', async () => {
    const check = async (given: readonly number[]) => {
      rows = richRows();
      const { query, variables } = randomQuery(schema, createChoices(given));
      fc.pre(validate(schema, parse(query)).length === 0);
      const [mine, theirs] = [await ours(query, variables), oracle(query, variables)];
      try {
        expect(JSON.stringify(mine)).toBe(JSON.stringify(theirs));
      } catch (error) {
        throw new Error(
          `${query}\n${JSON.stringify(variables)}\n${faults.join('\n')}\n${sent.join('\n')}\n${String(error)}`,
        );
      }
    };
    await fc.assert(fc.asyncProperty(numbers, check), { numRuns: Number(process.env['RUNS'] ?? 300) });
  });
});
/** Fields that \`@requires\` and keys read, and so are left whole: what comes of them is not the same in one schema. */
const WHOLE = ['__typename', 'id', 'name', 'nick', 'parcel', 'search'];

function spoil(whole: Map<string, Row>, choices: Choices): Rows {
  for (let count = choices.below(6); count >= 0; count -= 1) {
    const row = choices.of([...whole.values()]);
    const field = choices.of(Object.keys(row).filter((key) => !WHOLE.includes(key)));
    if (!field) continue;
    // Wrong forms of leaves alone: of what an object is made, a subgraph may give an object.
    const isLeaf = typeof row[field] !== 'object';
    row[field] = choices.of<unknown>([null, { fault: true }, isLeaf ? { wrong: true } : null]);
  }
  return whole;
}

describe('the compiled engine, where subgraphs give nulls, faults and wrong forms', () => {
  it('has null and errors where the specification has them', async () => {
    const check = async (given: readonly number[], faultNumbers: readonly number[]) => {
      rows = spoil(richRows(), createChoices(faultNumbers));
      const { query, variables } = randomQuery(schema, createChoices(given));
      fc.pre(validate(schema, parse(query)).length === 0);
      const [mine, theirs] = [await ours(query, variables), oracle(query, variables)];
      const extra = mine.places.filter((place) => !theirs.places.includes(place));
      try {
        expect(JSON.stringify(mine.data)).toBe(JSON.stringify(theirs.data));
        expect(theirs.places.filter((place) => !mine.places.includes(place))).toEqual([]);
        expect(extra.filter((place) => !isNulled(JSON.parse(place) as DataPath, mine.data))).toEqual([]);
      } catch (error) {
        throw new Error(
          `${query}\n${JSON.stringify(variables)}\n${faults.join('\n')}\n${sent.join('\n')}\n${String(error)}`,
        );
      }
    };
    await fc.assert(fc.asyncProperty(numbers, numbers, check), {
      numRuns: Number(process.env['RUNS'] ?? 300),
    });
  });
});

/** Whether a place is gone with a parent of its own, where graphql-js may not look any more. */
function isNulled(path: DataPath, data: unknown): boolean {
  let value = data;
  for (const step of path.slice(0, -1)) {
    if (value === null) return true;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value === null;
}
