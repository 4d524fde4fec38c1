import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { contractSdl } from '#schema/sdl.ts';
import type { RequestContext, SubgraphFetch, Target } from '../context.ts';
import { SubgraphFailure } from '../errors.ts';
import { readContract } from '../policy/contract.ts';
import { createOwnerRouting } from './owner-routing.ts';
import type { RawAnswer } from './part-answer.ts';

const contract = readContract(contractSdl());
const ulid = (n: number) => `01JQZX5T8E7W3N6K9M2P4R5S${String(n).padStart(2, '0')}`;
const par = (owner: string, n: number) => ({ __typename: 'Participant', id: `par_${owner}_${ulid(n)}` });

interface Sent {
  readonly target: Target;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Answering = (sent: Sent) => RawAnswer | null | Promise<RawAnswer | null>;

/** Runs one fetch for a caller of Acme; `answer` stands for every program. */
async function run(fetch: Partial<SubgraphFetch> & { query: string }, answer: Answering) {
  const sent: Sent[] = [];
  const faults: string[] = [];
  const runFetch = createOwnerRouting({
    contract,
    send: async (target, { body }) => {
      const one = { target, ...(JSON.parse(String(body)) as Omit<Sent, 'target'>) };
      sent.push(one);
      const given = await answer(one);
      return given && Buffer.from(JSON.stringify(given));
    },
  });
  const context: RequestContext = {
    requestId: 'r',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
    caller: { company: 'acme', token: 't', sub: 's', kind: 'person' },
    registry: { version: '1', sharedSdl: '', schemas: {}, companies: new Map(), byIssuer: new Map() },
    onFault: ({ subgraph, detail }) => void faults.push(`${subgraph ?? ''}: ${detail}`),
  };
  const document = parse(fetch.query);
  const result = await runFetch({ subgraph: 'company', variables: {}, document, ...fetch }, context);
  return { ...result, sent, faults };
}

const ENTITIES = (selections: string, variables = '') =>
  `query Q($representations: [_Any!]!${variables}) { _entities(representations: $representations) { ${selections} } }`;
const AGENTS = ENTITIES('... on Participant { agent { name model } }');
const nameOf = (target: Target) => (target.kind === 'foreign' ? target.company : target.kind);

/** Every program answers with its own name, private fields included, as many times as it was asked. */
const honest: Answering = ({ target, variables }) => ({
  data: {
    _entities: (variables['representations'] as object[]).map(() => ({
      agent: { name: nameOf(target), model: 'secret' },
    })),
  },
});
const error = (code: string, place: number, key = 'agent') =>
  expect.objectContaining({ path: ['_entities', place, key], extensions: { code } });

describe('owner routing of entities', () => {
  const mixed = [par('harbor', 1), par('acme', 2), par('nimbus', 3), par('harbor', 4), par('acme', 5)];

  it('asks each owner once, and puts every answer in its place', async () => {
    const { sent, data, errors } = await run(
      { query: AGENTS, variables: { representations: mixed } },
      honest,
    );
    expect(sent.map(({ target, variables }) => [nameOf(target), variables['representations']])).toEqual([
      ['harbor', [mixed[0], mixed[3]]],
      ['own', [mixed[1], mixed[4]]],
      ['nimbus', [mixed[2]]],
    ]);
    const own = { agent: { name: 'own', model: 'secret' } };
    const foreign = (name: string) => ({ agent: { name } });
    expect(data?.['_entities']).toEqual([foreign('harbor'), own, foreign('nimbus'), foreign('harbor'), own]);
    expect(errors).toEqual([]);
  });

  it('sends another company the cut query, bare keys, and only the variables that are left', async () => {
    const query = ENTITIES(
      '... on Participant { agent @include(if: $on) { name tools(first: $secret) { id } } }',
      ', $on: Boolean!, $secret: Int',
    );
    const gathered = { ...par('harbor', 1), title: 'secret', company: { slug: 'harbor' } };
    const { sent } = await run(
      { query, variables: { representations: [gathered], on: true, secret: 7, other: 8 } },
      honest,
    );
    expect(sent).toEqual([
      {
        target: { kind: 'foreign', company: 'harbor' },
        query:
          'query($representations:[_Any!]!$on:Boolean!){_entities(representations:$representations){...on Participant{agent@include(if:$on){name}}}}',
        variables: { representations: [par('harbor', 1)], on: true },
      },
    ]);
  });

  it('sends the own company everything as the plan has it', async () => {
    const query = ENTITIES('... on Participant { agent { model } }', ', $x: Int');
    const gathered = { ...par('acme', 1), more: 1 };
    const { sent } = await run({ query, variables: { representations: [gathered], x: 7 } }, honest);
    expect(sent[0]?.target).toEqual({ kind: 'own' });
    expect(sent[0]?.query).toContain('model');
    expect(sent[0]?.variables).toEqual({ representations: [gathered], x: 7 });
  });

  it('sends nothing where nothing is left to ask', async () => {
    const query = ENTITIES('... on Agent { instructions } ... on Participant { agent { name } }');
    const agent = { __typename: 'Agent', id: `agt_harbor_${ulid(1)}` };
    const alone = await run({ query, variables: { representations: [agent] } }, honest);
    expect(alone.sent).toEqual([]);
    expect(alone).toMatchObject({ data: { _entities: [null] }, errors: [] });
    const both = await run({ query, variables: { representations: [agent, par('harbor', 2)] } }, honest);
    expect(both.sent[0]?.variables['representations']).toEqual([par('harbor', 2)]);
    expect(both.data).toEqual({ _entities: [null, { agent: { name: 'harbor' } }] });
  });

  it.each([
    ['a shared thread', { __typename: 'Thread', id: `thr_${ulid(1)}` }],
    ['an id that is none', { __typename: 'Thread', id: 'par_harbor_x' }],
    ['an id that is no text', { __typename: 'Thread', id: { owner: 'harbor' } }],
    ['no id at all', { __typename: 'AcmeCase', number: 7 }],
  ])('asks the own company for %s', async (_, representation) => {
    const query = ENTITIES('... on Thread { notes { body } } ... on AcmeCase { x }');
    const { sent } = await run({ query, variables: { representations: [representation] } }, honest);
    expect(sent.map(({ target }) => target)).toEqual([{ kind: 'own' }]);
  });

  it('asks the shared layer for whatever is its own, whoever the owner', async () => {
    const query = ENTITIES('... on Participant { displayName }');
    const { sent } = await run({ subgraph: 'shared', query, variables: { representations: mixed } }, () => ({
      data: { _entities: mixed.map(() => ({ displayName: 'N' })) },
    }));
    expect(sent.map(({ target }) => target)).toEqual([{ kind: 'shared' }]);
  });

  it('has null and no word where there is nothing to ask for the caller', async () => {
    const { data, errors } = await run(
      { query: AGENTS, variables: { representations: [par('harbor', 1), par('acme', 2)] } },
      (sent) => (sent.target.kind === 'foreign' ? null : honest(sent)),
    );
    expect(data?.['_entities']).toEqual([null, { agent: { name: 'own', model: 'secret' } }]);
    expect(errors).toEqual([]);
  });
});

describe('a part that fails', () => {
  const representations = [par('harbor', 1), par('acme', 2), par('harbor', 3)];
  const own = { agent: { name: 'own', model: 'secret' } };
  const withHarbor = (answer: () => RawAnswer) =>
    run({ query: AGENTS, variables: { representations } }, (sent) =>
      sent.target.kind === 'foreign' ? answer() : honest(sent),
    );
  const fail = (failure: Error) => (): RawAnswer => {
    throw failure;
  };
  const lost = (code: string) => [error(code, 0), error(code, 2)];

  it.each(['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT', 'SUBGRAPH_INVALID_RESPONSE'] as const)(
    'costs its own places alone: %s',
    async (code) => {
      const { data, errors, faults } = await withHarbor(fail(new SubgraphFailure(code, 'secret:4011')));
      expect(data?.['_entities']).toEqual([null, own, null]);
      expect(errors).toEqual(lost(code));
      expect(JSON.stringify(errors)).not.toContain('secret');
      expect(faults).toEqual(['harbor: secret:4011']);
    },
  );

  it('is a fault of ours when nobody else can be blamed', async () => {
    const { errors } = await withHarbor(fail(new TypeError('bug')));
    expect(errors).toEqual(lost('INTERNAL_SERVER_ERROR'));
  });

  it.each([
    ['no data', {}],
    ['data that is text', { data: 'x' }],
    ['a list as data', { data: [] }],
    ['no list of entities', { data: { _entities: {} } }],
    ['too few entities', { data: { _entities: [{ agent: null }] } }],
    ['too many entities', { data: { _entities: [null, null, null] } }],
    ['errors that are no list', { errors: { message: 'x' } }],
  ])('when it answers %s', async (_, answer) => {
    const { data, errors } = await withHarbor(() => answer);
    expect(data?.['_entities']).toEqual([null, own, null]);
    expect(errors).toEqual(lost('SUBGRAPH_INVALID_RESPONSE'));
  });

  it('loses only the entities that have another form than was asked for', async () => {
    const { data, errors } = await withHarbor(() => ({
      data: { _entities: [{ agent: { name: ['x'] } }, { agent: { name: 'fine' } }] },
    }));
    expect(data?.['_entities']).toEqual([null, own, { agent: { name: 'fine' } }]);
    expect(errors).toEqual([error('SUBGRAPH_INVALID_RESPONSE', 0)]);
  });

  it('cannot lay anything over what was not asked of it', async () => {
    const extra = { id: 'x', title: 'stolen', __typename: 'Team', agent: { name: 'n', model: 'm' } };
    const { data } = await withHarbor(() => ({ data: { _entities: [extra, extra], _service: {} } }));
    expect(data).toEqual({ _entities: [{ agent: { name: 'n' } }, own, { agent: { name: 'n' } }] });
  });

  it('cannot say that an entity is of another type', async () => {
    const query = ENTITIES('... on Participant { __typename agent { __typename name } }');
    const { data } = await run({ query, variables: { representations: [par('harbor', 1)] } }, () => ({
      data: { _entities: [{ __typename: 'Team', agent: { __typename: 'Person', name: 'n' } }] },
    }));
    expect(data?.['_entities']).toEqual([
      { __typename: 'Participant', agent: { __typename: 'Agent', name: 'n' } },
    ]);
  });
});

describe('errors that a program reports', () => {
  const query = AGENTS;
  const answering = (owner: string, errors: unknown, entities: unknown = [null]) =>
    run({ query, variables: { representations: [par(owner, 1)] } }, () => ({
      data: entities === null ? null : { _entities: entities },
      errors,
    }));
  const secret = (extensions: object, path?: unknown) => ({
    message: 'SELECT secret',
    ...(path ? { path } : {}),
    extensions: { ...extensions, stacktrace: ['secret'], serviceName: 'secret' },
  });

  it('never pass on another company’s words, codes, or places', async () => {
    for (const path of [['_entities', 0, 'agent', 'secret'], ['_entities', 0, 'secret'], undefined]) {
      const { errors, faults } = await answering('harbor', [secret({ code: 'BAD_USER_INPUT' }, path)]);
      expect(JSON.stringify(errors)).not.toContain('secret');
      expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'SUBGRAPH_ERROR' }]);
      expect(faults[0]).toContain('SELECT secret');
    }
  });

  it('pass on the own company’s message when it says that the input is bad, and no other', async () => {
    const path = ['_entities', 0, 'agent'];
    const bad = await answering('acme', [secret({ code: 'BAD_USER_INPUT' }, path)]);
    expect(bad.errors).toEqual([{ message: 'SELECT secret', path, extensions: { code: 'BAD_USER_INPUT' } }]);
    const other = await answering('acme', [secret({ code: 'P2002' }, path)]);
    expect(other.errors).toEqual([error('SUBGRAPH_ERROR', 0)]);
    expect(JSON.stringify(other.errors)).not.toContain('secret');
    const silent = await answering('acme', [{ message: '', extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(silent.errors[0]?.message).not.toBe('');
  });

  it('keep their path below the place in the whole fetch', async () => {
    const representations = [par('harbor', 1), par('acme', 2)];
    const { errors } = await run({ query, variables: { representations } }, (sent) =>
      sent.target.kind === 'foreign'
        ? honest(sent)
        : { data: { _entities: [null] }, errors: [secret({}, ['_entities', 0, 'agent', 'name'])] },
    );
    expect(errors).toEqual([expect.objectContaining({ path: ['_entities', 1, 'agent', 'name'] })]);
  });

  it('have no path where theirs leads nowhere in the part', async () => {
    for (const index of [-1, 1, 0.5, '0', null]) {
      const { errors } = await answering('harbor', [secret({}, ['_entities', index, 'agent'])]);
      expect(errors).toEqual([{ message: expect.any(String), extensions: { code: 'SUBGRAPH_ERROR' } }]);
    }
  });

  it('fail the part when they come instead of data', async () => {
    const { errors } = await answering('acme', [secret({})], null);
    expect(errors).toEqual([error('SUBGRAPH_ERROR', 0)]);
  });

  it.each([
    ['null', null],
    ['text', 'x'],
    ['an object without a text form', { message: { toString: null }, extensions: { code: { toString: 1 } } }],
    ['extensions that are text', { message: 'm', extensions: 'x', path: 'y' }],
  ])('are read whatever they are: %s', async (_, value) => {
    const { errors } = await answering('harbor', [value]);
    expect(errors.map(({ extensions }) => extensions)).toEqual([{ code: 'SUBGRAPH_ERROR' }]);
  });

  it('are read up to a number, and logged up to a length', async () => {
    const flood = Array.from({ length: 100_000 }, () => ({
      message: 'x'.repeat(2000),
      path: ['_entities', 0],
    }));
    const { errors, faults } = await answering('harbor', flood);
    expect(errors.length).toBeLessThanOrEqual(100);
    expect(faults.length).toBeLessThanOrEqual(100);
    expect(Math.max(...faults.map((fault) => fault.length))).toBeLessThan(1100);
  });
});

describe('a fetch for root fields', () => {
  const query = 'query Q($x: Int) { workspace { agents { name } } other: acmeCases(first: $x) { id } }';

  it('goes to the own company with its variables, and keeps what was asked', async () => {
    const { sent, data } = await run({ query, variables: { x: 1 } }, () => ({
      data: { workspace: { agents: [{ name: 'a', more: 1 }], more: 1 }, other: null, teams: 'stolen' },
    }));
    expect(sent.map(({ target, variables }) => [target, variables])).toEqual([[{ kind: 'own' }, { x: 1 }]]);
    expect(data).toEqual({ workspace: { agents: [{ name: 'a' }] }, other: null });
  });

  it('goes to the shared layer when it is the shared layer’s', async () => {
    const { sent } = await run({ subgraph: 'shared', query: '{ me { subject } }' }, () => ({ data: {} }));
    expect(sent[0]?.target).toEqual({ kind: 'shared' });
  });

  it.each([
    ['cannot be reached', 'SUBGRAPH_UNAVAILABLE', new SubgraphFailure('SUBGRAPH_UNAVAILABLE', 'x')],
    ['answers an odd form', 'SUBGRAPH_INVALID_RESPONSE', { data: { workspace: 7 } }],
    ['answers nothing', 'SUBGRAPH_INVALID_RESPONSE', {}],
    ['answers errors alone', 'SUBGRAPH_ERROR', { data: null, errors: [{ message: 'secret' }] }],
  ])('has an error at every root field when the program %s', async (_, code, answer) => {
    const { data, errors } = await run({ query }, () => {
      if (answer instanceof Error) throw answer;
      return answer;
    });
    expect(data).toEqual({ workspace: null, other: null });
    expect(errors).toEqual([
      expect.objectContaining({ path: ['workspace'], extensions: { code } }),
      expect.objectContaining({ path: ['other'], extensions: { code } }),
    ]);
  });
});
