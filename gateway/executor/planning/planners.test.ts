import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { PlanUnavailable, type PlanNode } from '../../planner/plan.ts';
import { readSupergraphTypes } from '../../planner/supergraph-types.ts';
import { createPlannerProcess } from './planner-process.ts';
import { createPlanners } from './planners.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@requires"])';

function compose(...sdl: readonly string[]): string {
  const services = sdl.map((one, index) => ({
    name: `s${index}`,
    url: `http://s${index}`,
    typeDefs: parse(`${LINK} ${one}`),
  }));
  const composed = composeServices(services);
  if (composed.errors) throw new Error(composed.errors.join('\n'));
  return composed.supergraphSdl;
}

const supergraphSdl = compose(
  `type Query { pets: [Pet] } type Mutation { one: Pet }
   union Pet = Cat | Dog
   type Cat @key(fields: "id") { id: ID! name: String } type Dog @key(fields: "id") { id: ID! name: String }`,
  `type Mutation { two: Int }
   type Cat @key(fields: "id") { id: ID! owner: Person } type Dog @key(fields: "id") { id: ID! owner: Person }
   type Person @key(fields: "id") { id: ID! }`,
  'type Person @key(fields: "id") { id: ID! name(upper: Boolean): String }',
);
const view = { key: 'v', supergraphSdl, types: readSupergraphTypes(supergraphSdl) };

/** Valid, and more than Hive's planner 0.0.38 survives: one key with other arguments by type of object. */
const DEADLY = '{ pets { ... on Cat { owner { name } } ... on Dog { owner { name(upper: true) } } } }';

const faults: string[] = [];
beforeEach(() => void (faults.length = 0));
const planners = createPlanners('hive', (detail) => void faults.push(detail));
afterAll(() => planners.close());

function fetchesOf(node: PlanNode | null): string[] {
  if (!node) return [];
  return 'nodes' in node ? node.nodes.flatMap(fetchesOf) : [node.subgraph];
}

describe('planning', () => {
  it('is Hive’s where Hive has a plan', async () => {
    const { node } = await planners.open(view).plan('{ pets { ... on Cat { name owner { id } } } }');
    expect(fetchesOf(node)).toEqual(['s0', 's1']);
    expect(faults).toEqual([]);
  });

  it('survives a planner that takes its process along, and goes on', async () => {
    const planner = planners.open(view);
    const [deadly, after] = await Promise.all([
      planner.plan(DEADLY),
      planner.plan('{ pets { __typename } }'),
    ]);
    expect(fetchesOf(deadly.node)).toEqual(expect.arrayContaining(['s0', 's1', 's2']));
    expect(fetchesOf(after.node)).toEqual(['s0']);
    expect(faults).toEqual(['hive: its process died']);
  });

  it('leaves mutations to Apollo’s planner, which runs root fields strictly in order', async () => {
    const { node } = await planners.open(view).plan('mutation { one { ... on Cat { owner { id } } } two }');
    expect(node).toMatchObject({ kind: 'sequence' });
    expect(fetchesOf(node)).toEqual(['s0', 's1', 's1']);
    expect(faults).toEqual([]);
  });

  it('fails where nobody has a plan', async () => {
    await expect(planners.open(view).plan('{ nothing }')).rejects.toThrow('no planner has a plan');
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['hive', 'apollo']);
  });

  it('says that it is worth another try where every planner was lost over it', async () => {
    const hurried = createPlanners('hive', (detail) => void faults.push(detail), undefined, {
      hive: 1,
      apollo: 1,
    });
    await expect(hurried.open(view).plan('{ pets { __typename } }')).rejects.toThrow(PlanUnavailable);
    expect(faults).toEqual(['hive: it took too long', 'apollo: it took too long']);
    hurried.close();
  });

  it('is given up where it takes too long', async () => {
    const slow = createPlannerProcess('apollo', 1);
    await expect(slow.plan({ ...view, document: '{ pets { __typename } }' })).rejects.toMatchObject({
      message: 'it took too long',
      died: true,
    });
    slow.close();
  });
});
