import { beforeAll, describe, expect, it } from '@jest/globals';
import { print, type DocumentNode } from 'graphql';
import { composeView } from '#schema/compose.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import type { Operation, RequestContext, RunFetch, Snapshot, SubgraphFetch } from '../context.ts';
import { ERROR_TABLE, tableError } from '../errors.ts';
import { createApolloEngine } from './apollo-engine.ts';

const ulid = (n: number) => `01JQZX5T8E7W3N6K9M2P4R5S${String(n).padStart(2, '0')}`;
const PARTICIPANTS = ['harbor', 'acme'].map((owner, n) => ({
  __typename: 'Participant',
  id: `par_${owner}_${ulid(n)}`,
  displayName: owner,
}));

/** What the subgraphs answer in the test that runs; fetches are written down. */
let answer: RunFetch;
let fetches: SubgraphFetch[] = [];
let faults: string[] = [];
let snapshot: Snapshot;

beforeAll(async () => {
  const engine = createApolloEngine((fetch, context) => {
    fetches.push(fetch);
    return answer(fetch, context);
  });
  const supergraphSdl = composeView(sharedSdl(), contractSdl());
  snapshot = await engine.prepare({ key: 'k', supergraphSdl });
});

const context: RequestContext = {
  requestId: 'r',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00',
  caller: { company: 'acme', token: 't', sub: 's', kind: 'person' },
  registry: { version: '1', sharedSdl: '', schemas: {}, companies: new Map(), byIssuer: new Map() },
  onFault: ({ detail }) => void faults.push(detail),
};

async function execute(query: string, operation: Partial<Operation> = {}, subgraphs: RunFetch = reference) {
  fetches = [];
  faults = [];
  answer = subgraphs;
  const result = await snapshot.execute({ query, queriesOnly: false, ...operation }, context);
  return JSON.parse(String(result.body)) as {
    data?: Record<string, unknown> | null;
    errors?: { message: string; path?: unknown; extensions?: Record<string, unknown> }[];
  };
}

/** A fresh copy each time: the engine merges what it gets into what it has. */
const give = (data: Record<string, unknown>) => Promise.resolve({ data: structuredClone(data), errors: [] });
const team = { id: `tem_${ulid(1)}`, name: 'Acme rollout', participants: PARTICIPANTS };
const workspace = { agents: [{ name: 'Ops', instructions: 'private' }] };

const reference: RunFetch = ({ subgraph, variables }) => {
  if (subgraph === 'shared') return give({ team });
  const representations = variables['representations'];
  if (!Array.isArray(representations)) return give({ workspace });
  return give({ _entities: representations.map(() => ({ agent: { name: 'Agent' } })) });
};

const QUERY = `query Rollout($slug: String) {
  team(slug: $slug) { name participants { displayName agent { name } } }
  workspace { agents { name instructions } }
}`;

/** Nothing of the engine's inner life may show in an error. */
function expectClosed(errors: readonly object[] | undefined) {
  for (const error of errors ?? []) {
    const { extensions } = error as { extensions?: { code: string } };
    expect(Object.keys(extensions ?? {})).toEqual(['code']);
    expect(Object.keys(ERROR_TABLE)).toContain(extensions?.code);
  }
  expect(JSON.stringify(errors ?? [])).not.toMatch(/serviceName|stacktrace|node_modules|\.ts:|\.js:/);
}

describe('the Apollo engine', () => {
  it('joins the shared layer and the private space in one answer', async () => {
    const { data, errors } = await execute(QUERY, { variables: { slug: 'acme-rollout', unused: 1 } });
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      team: {
        name: 'Acme rollout',
        participants: [
          { displayName: 'harbor', agent: { name: 'Agent' } },
          { displayName: 'acme', agent: { name: 'Agent' } },
        ],
      },
      workspace,
    });
    const entities = fetches.find((fetch) => 'representations' in fetch.variables);
    expect(entities?.variables['representations']).toEqual(
      PARTICIPANTS.map(({ id }) => ({ __typename: 'Participant', id })),
    );
    expect(fetches.find(({ subgraph }) => subgraph === 'shared')?.variables).toEqual({
      slug: 'acme-rollout',
    });
  });

  it('gives the same document each time a plan runs, so that work on it is done once', async () => {
    const seen: DocumentNode[][] = [];
    for (let run = 0; run < 2; run += 1) {
      await execute(QUERY, { variables: { slug: String(run) } });
      seen.push(fetches.map(({ document }) => document).sort((a, b) => (print(a) < print(b) ? -1 : 1)));
    }
    expect(seen[0]).toHaveLength(3);
    seen[0]?.forEach((document, index) => expect(seen[1]?.[index]).toBe(document));
  });

  it('hands each request’s own context through', async () => {
    const contexts: RequestContext[] = [];
    await execute('{ team { name } }', {}, (_, given) => {
      contexts.push(given);
      return give({ team });
    });
    expect(contexts[0]).toMatchObject({ requestId: 'r', caller: context.caller });
  });

  it('runs mutations one after the other', async () => {
    const { data } = await execute(
      'mutation { a: createTeam(input: { name: "A" }) { team { name } } b: createTeam(input: { name: "B" }) { team { name } } }',
      {},
      () => give({ a: { team }, b: { team } }),
    );
    expect(data).toEqual({ a: { team: { name: team.name } }, b: { team: { name: team.name } } });
  });

  it('introspects the view as its callers see it, and nothing of how it is made', async () => {
    const { data } = await execute('{ __schema { types { name } directives { name } } }');
    const shown = JSON.stringify(data);
    expect(shown).toContain('"Workspace"');
    expect(shown).not.toMatch(/join__|link__|_Entity|_Service|_Any/);
    expect(fetches).toEqual([]);
  });

  it.each([
    ['a subscription', 'subscription { inbox { cursor } }', 'SUBSCRIPTION_NOT_SERVED'],
    ['no document', '', 'BAD_REQUEST'],
    ['a syntax error', '{', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ workspace { agents { secretField } } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['an unknown variable type', 'query ($x: Nope) { team(slug: $x) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['no operation of that name', 'query A { me { subject } }', 'OPERATION_RESOLUTION_FAILURE'],
    [
      'two operations and no name',
      'query A { me { subject } } query B { me { subject } }',
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['a variable left out', 'query ($id: ID!) { thread(id: $id) { title } }', 'BAD_USER_INPUT'],
    ['the subgraphs’ own fields', '{ _service { sdl } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['entities by representation', '{ _entities(representations: []) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('refuses %s, and fetches nothing', async (name, query, code) => {
    const operationName = name.startsWith('no operation') ? { operationName: 'B' } : {};
    const { errors, data } = await execute(query, operationName);
    expect(errors?.map((error) => error.extensions)).toEqual([{ code }]);
    expectClosed(errors);
    expect(data ?? null).toBeNull();
    expect(fetches).toEqual([]);
  });

  it('suggests nothing that the view does not have', async () => {
    const { errors } = await execute('{ workspace { agents { nam } } }');
    expect(errors?.[0]?.message).toContain('Cannot query field "nam" on type "Agent".');
  });

  it('refuses a mutation by GET', async () => {
    const mutation = 'mutation { createTeam(input: { name: "A" }) { team { id } } }';
    const { errors } = await execute(mutation, { queriesOnly: true });
    expect(errors).toEqual([tableError('METHOD_NOT_ALLOWED')]);
    expect(fetches).toEqual([]);
  });

  it('refuses subscriptions where a view has them', async () => {
    const sdl = `${contractSdl()}\nextend type Subscription { acmeTick: Int }`;
    const engine = createApolloEngine(reference);
    const view = await engine.prepare({ key: 's', supergraphSdl: composeView(sharedSdl(), sdl) });
    const result = await view.execute({ query: 'subscription { acmeTick }', queriesOnly: false }, context);
    expect(result).toMatchObject({ executed: false, codes: ['SUBSCRIPTION_NOT_SERVED'] });
  });
});

describe('what goes wrong in a subgraph', () => {
  const failing =
    (code: 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_UNAVAILABLE'): RunFetch =>
    (fetch, given) => {
      if (fetch.subgraph === 'shared') return reference(fetch, given);
      const representations = fetch.variables['representations'];
      if (!Array.isArray(representations)) {
        return Promise.resolve({ data: { workspace: null }, errors: [tableError(code, ['workspace'])] });
      }
      return Promise.resolve({
        data: { _entities: [null, { agent: { name: 'Agent' } }] },
        errors: [tableError(code, ['_entities', 0, 'agent'])],
      });
    };

  it('is an error at its place, and the rest stays whole', async () => {
    const { data, errors } = await execute(QUERY, {}, failing('SUBGRAPH_TIMEOUT'));
    expect(data).toMatchObject({
      team: { name: 'Acme rollout', participants: [{ agent: null }, { agent: { name: 'Agent' } }] },
      workspace: null,
    });
    expect(errors).toEqual(
      expect.arrayContaining([
        tableError('SUBGRAPH_TIMEOUT', ['workspace']),
        tableError('SUBGRAPH_TIMEOUT', ['team', 'participants', 0, 'agent']),
      ]),
    );
    expect(errors).toHaveLength(2);
    expectClosed(errors);
  });

  it('is a typed error where null stands in a non-null place', async () => {
    const { data, errors } = await execute('{ team { name purpose } me { subject } }', {}, () =>
      give({ team: { name: null, purpose: 'p' }, me: { subject: 's' } }),
    );
    expect(data).toEqual({ team: null, me: { subject: 's' } });
    expect(errors).toEqual([tableError('SUBGRAPH_INVALID_RESPONSE', ['team', 'name'])]);
  });

  it('is a fault of ours, for the log alone, when routing itself breaks', async () => {
    const { errors } = await execute('{ team { name } }', {}, () => Promise.reject(new Error('secret')));
    expect(errors?.map((error) => error.extensions)).toEqual([{ code: 'INTERNAL_SERVER_ERROR' }]);
    expectClosed(errors);
    expect(JSON.stringify(errors)).not.toContain('secret');
    expect(faults).toEqual([expect.stringContaining('secret')]);
  });

  it('never reaches a prototype', async () => {
    const query = '{ __proto__: team { polluted: name } constructor: me { __proto__: subject } }';
    const polluted: unknown = JSON.parse(
      '{"__proto__": {"polluted": "x"}, "constructor": {"__proto__": "y"}}',
    );
    const { errors } = await execute(query, {}, () => give(polluted as Record<string, unknown>));
    expectClosed(errors);
    expect('polluted' in {}).toBe(false);
  });
});
