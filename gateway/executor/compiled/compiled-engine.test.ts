import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { composeView } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import type { Operation } from '../../context.ts';
import { tableError, type ErrorCode } from '../../errors.ts';
import { PlanUnavailable } from '../../planner/plan.ts';
import { readViewParts } from '../../planner/view-parts.ts';
import { createCompiledEngine } from './compiled-engine.ts';
import { createViewUnderTest, TEAM as team, type Reply } from './testing/view-under-test.ts';

const view = createViewUnderTest();
beforeEach(view.reset);
afterAll(view.close);

describe('an operation', () => {
  const QUERY = `query Rollout($slug: String) {
    team(slug: $slug) { name participants { displayName agent { name } } } workspace { agents { name instructions } } }`;

  it('joins the shared layer and the private space in one answer, in the order asked', async () => {
    const { body } = await view.execute(QUERY, { variables: { slug: 'x', unused: 1 }, queriesOnly: true });
    expect(body).toBe(
      '{"data":{"team":{"name":"Rollout","participants":[' +
        '{"displayName":"harbor 1","agent":{"name":"harbor"}},{"displayName":"acme 2","agent":{"name":"own"}},' +
        '{"displayName":"harbor 3","agent":{"name":"harbor"}},{"displayName":"nimbus 4","agent":{"name":"nimbus"}}]},' +
        '"workspace":{"agents":[{"name":"Ops","instructions":"private"}]}}}',
    );
    expect(view.seen.asked.find(({ target }) => target.kind === 'shared')?.variables).toEqual({ slug: 'x' });
    expect(JSON.stringify(view.seen.asked)).not.toContain('Rollout');
  });

  it.each(['constructor', 'toString', '__defineGetter__'])(
    'takes a variable of a name that every object answers to for one like others: %s',
    async (name) => {
      const query = `query ($${name}: String) { team(slug: $${name}) { name } }`;
      await view.run(query, { variables: { [name]: 'x' } });
      await view.run(query, { variables: {} });
      expect(view.seen.asked.map(({ variables }) => Object.entries(variables))).toEqual([[[name, 'x']], []]);
    },
  );

  it('has no variable of the name under which an object’s prototype is set', async () => {
    const { errors } = await view.run('query ($__proto__: String) { team(slug: $__proto__) { name } }');
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'GRAPHQL_VALIDATION_FAILED' }]);
    expect(view.seen.asked).toEqual([]);
  });

  it('is planned and compiled once, also when many ask at once', async () => {
    const query = '{ team(slug: "once") { name } }';
    await Promise.all([view.run(query), view.run(query), view.run(query)]);
    await view.run(query);
    expect(view.seen.plans).toBe(1);
    expect(view.seen.asked).toHaveLength(4);
  });

  it('is planned once for each way that its conditions fall', async () => {
    const query =
      'query ($a: Boolean!, $b: Boolean = true) { team { name @include(if: $a) purpose @skip(if: $b) } }';
    for (const variables of [{ a: true }, { a: false }, { a: true, b: true }, { a: false, b: false }]) {
      await view.run(query, { variables });
    }
    expect(view.seen.plans).toBe(3);
    expect(view.seen.asked.map((one) => one.query)).toEqual([
      '{team{name}}',
      '{team{__typename}}',
      '{team{name}}',
      '{team{purpose}}',
    ]);
    expect(view.seen.asked.every((one) => Object.keys(one.variables).length === 0)).toBe(true);
  });

  it('introspects the view as its callers see it, and fetches nothing for it', async () => {
    const { data } = await view.run(
      '{ __schema { types { name } } q: __typename t: __type(name: "Team") { name } }',
    );
    expect(data).toMatchObject({ q: 'Query', t: { name: 'Team' } });
    expect(JSON.stringify(data)).not.toMatch(/join__|link__|_Entity|_Service|_Any/);
    expect(view.seen.asked).toEqual([]);
    const named = await view.run('query ($n: String!) { __type(name: $n) { name } }', {
      variables: { n: 'Nope' },
    });
    expect(named).toEqual({ data: { __type: null } });
  });

  it('that changes something is sent as such, one field after the other', async () => {
    view.seen.answering = () => ({ data: { a: { team }, b: { team: null } } });
    const { data } = await view.run(
      'mutation { a: createTeam(input: { name: "A" }) { team { name } } b: createTeam(input: { name: "B" }) { team { name } } }',
    );
    expect(data).toEqual({ a: { team: { name: 'Rollout' } }, b: { team: null } });
    expect(view.seen.asked.map(({ repeatable }) => repeatable)).toEqual([false]);
  });

  it.each<[string, string, ErrorCode, Partial<Operation>]>([
    ['no document', ' ', 'BAD_REQUEST', {}],
    ['a syntax error', '{', 'GRAPHQL_PARSE_FAILED', {}],
    ['an unknown field', '{ workspace { agents { secretField } } }', 'GRAPHQL_VALIDATION_FAILED', {}],
    ['deferring', '{ ... @defer { me { subject } } }', 'GRAPHQL_VALIDATION_FAILED', {}],
    ['the subgraphs’ own fields', '{ _service { sdl } }', 'GRAPHQL_VALIDATION_FAILED', {}],
    [
      'entities by representation',
      '{ _entities(representations: []) { id } }',
      'GRAPHQL_VALIDATION_FAILED',
      {},
    ],
    [
      'no operation of that name',
      'query A { me { subject } }',
      'OPERATION_RESOLUTION_FAILURE',
      { operationName: 'B' },
    ],
    [
      'two operations and no name',
      'query A { me { subject } } query B { me { subject } }',
      'OPERATION_RESOLUTION_FAILURE',
      {},
    ],
    ['a variable left out', 'query ($id: ID!) { thread(id: $id) { title } }', 'BAD_USER_INPUT', {}],
    [
      'a variable of another type',
      'query ($id: ID!) { thread(id: $id) { title } }',
      'BAD_USER_INPUT',
      { variables: { id: {} } },
    ],
    [
      'a mutation by GET',
      'mutation { createTeam(input: { name: "A" }) { team { id } } }',
      'METHOD_NOT_ALLOWED',
      { queriesOnly: true },
    ],
  ])('is refused with %s, and nothing is fetched', async (_, query, code, operation) => {
    const answer = await view.execute(query, operation);
    expect(answer).toMatchObject({ executed: false, codes: [code] });
    const { errors = [], ...rest } = JSON.parse(String(answer.body)) as Reply;
    expect(rest).toEqual({});
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code }]);
    expect(view.seen.asked).toEqual([]);
    expect(await view.execute(query, operation)).toEqual(answer);
  });

  it('that subscribes is refused where a view has subscriptions', async () => {
    const sdl = `${contractSdl()}\nextend type Subscription { acmeTick: Int }`;
    const other = await view.engine.prepare({ key: 's', supergraphSdl: composeView(sharedSdl(), sdl) });
    const answer = await other.execute(
      { query: 'subscription { acmeTick }', queriesOnly: false },
      view.context,
    );
    expect(answer).toMatchObject({ executed: false, codes: ['SUBSCRIPTION_NOT_SERVED'] });
  });

  it('takes no prototype’s name for a value, and pollutes none', async () => {
    view.seen.answering = () =>
      '{"data":{"gw____proto__":{"polluted":"x","gw__toString":null},"constructor":{"subject":"y"},"__proto__":{"polluted":1}}}';
    const { data } = await view.run(
      '{ __proto__: team { polluted: name toString: purpose } constructor: me { subject } }',
    );
    expect(Object.getOwnPropertyNames(data)).toEqual(['__proto__', 'constructor']);
    expect('polluted' in {}).toBe(false);
  });

  it.each([
    [new Error('secret'), 'INTERNAL_SERVER_ERROR' as const],
    [new PlanUnavailable('secret'), 'PLAN_UNAVAILABLE' as const],
  ])('without a plan is a fault of ours, for the log alone: %s', async (error, code) => {
    const broken = createCompiledEngine({
      routing: view.routing,
      send: view.send,
      planners: {
        open: () => ({ plan: () => Promise.reject(error) }),
        builder: { read: (sdl) => Promise.resolve(readViewParts(sdl)) },
      },
    });
    const other = await broken.prepare({ key: 'b', supergraphSdl: composeView(sharedSdl(), contractSdl()) });
    const answer = await other.execute({ query: '{ me { subject } }', queriesOnly: false }, view.context);
    expect(JSON.parse(String(answer.body))).toEqual({ errors: [tableError(code)] });
    expect(view.seen.faults).toEqual([': secret']);
  });
});
