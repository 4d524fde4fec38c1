import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPlanners } from '#gateway/executor/planning/planners.ts';
import { cases, createDifferential } from './cases.ts';
import { createStage, type Stage } from './engines.ts';
import { FAMILIES } from './families.ts';

const faults: string[] = [];
const planners = createPlanners('hive', (detail) => void faults.push(detail));
afterAll(() => planners.close());

describe('generated queries on many graphs, through both engines', () => {
  const differential = createDifferential(planners);

  it('come to what the specification says', async () => {
    await fc.assert(
      fc.asyncProperty(cases(6), (given) => differential.check(given)),
      { numRuns: 300, seed: 20_260_301 },
    );
    expect(differential.tally.cases).toBe(300);
  }, 180_000);
});

/** Each exception of the reference engine, with what is specified: should it be mended, this says so. */
describe('where the reference engine is wrong', () => {
  const [rich] = FAMILIES;
  let stage: Stage | null = null;

  it.each([
    ['an alias `__typename`', '{ me { __typename: id } }', { me: { __typename: 'u1' } }],
    [
      'a selection of which nothing is included',
      'query ($yes: Boolean! = true) { me @include(if: $yes) { id @include(if: false) } }',
      { me: {} },
    ],
    [
      '`@requires` under a condition',
      'query ($no: Boolean! = false) { me { reviews(first: 1) { id } greeting @include(if: $no) } }',
      { me: { reviews: [{ id: 'r1' }] } },
    ],
  ])('%s', async (_, query, data) => {
    if (!rich) throw new Error('no family');
    stage ??= await createStage(rich, 'rich', planners);
    const question = { query, variables: {} };
    expect(stage.specified(question, rich.rows()).data).toEqual(data);
    expect((await stage.compiled(question, rich.rows())).data).toEqual(data);
    expect((await stage.reference(question, rich.rows())).data).not.toEqual(data);
  });
});

it('reaches entities in lists of lists on the way to others', async () => {
  const shop = FAMILIES.find(({ name }) => name === 'shop');
  if (!shop) throw new Error('no family');
  const stage = await createStage(shop, 'shop', planners);
  const question = {
    query: '{ shelf { ... on Product { depots { lead { name } } } } }',
    variables: {},
  };
  const { data } = stage.specified(question, shop.rows());
  expect((await stage.compiled(question, shop.rows())).data).toEqual(data);
});
