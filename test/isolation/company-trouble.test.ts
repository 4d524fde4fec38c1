import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { startFakeSubgraph, type Answering, type FakeSubgraph } from '#test/testkit/fake-subgraph.ts';
import { startTestNetwork, type Reply, type TestNetwork } from '#test/testkit/network.ts';

const TIMEOUT_MS = 700;

/** Acme's answer as it is with Harbor well, but for what Harbor alone can answer: all of it at one place. */
const HARBOR_PLACE = ['team', 'threads', 'nodes', 0, 'participants', 1, 'agent'];

const never = () => new Promise<never>(() => undefined);

/** A Harbor that answers with the value given for its agent's participant, and with no agent for its person's. */
const entitiesOf =
  (entity: unknown): Answering =>
  ({ variables }) => ({
    data: {
      _entities: variables.representations?.map((_, index) => (index === 0 ? entity : { agent: null })),
    },
  });

/** Promise: a company's subgraph that is down, slow or answers garbage costs its own fields and no other's. */
describe('a company in trouble', () => {
  let network: TestNetwork;
  let harbor: FakeSubgraph;
  let well: Reply['json'];
  beforeAll(async () => {
    harbor = await startFakeSubgraph(() => ({}));
    network = await startTestNetwork({
      subgraphUrls: { harbor: harbor.url },
      gateway: { subgraphTimeoutMs: TIMEOUT_MS, maxAnswerBytes: 20_000 },
    });
    harbor.answering = entitiesOf({
      agent: { __typename: 'Agent', id: null, name: 'Delivery Agent', purpose: null, skills: [] },
    });
    // The first of all questions finds every program cold: that is not what the time limit is tested with.
    for (let tries = 0; tries < 10; tries += 1) {
      well = (await askAs('acme', 'project-lead')).json;
      if (well.errors === undefined) break;
    }
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
    await harbor[Symbol.asyncDispose]();
  });

  async function askAs(company: string, subject: string): Promise<Reply> {
    return network.ask(await network.tokenOf(company, subject), REFERENCE_QUERY);
  }

  function agentPlace(json: Reply['json']): { agent: unknown } {
    const data = json.data as unknown as {
      team: { threads: { nodes: { participants: { agent: unknown }[] }[] } };
    };
    const place = data.team.threads.nodes[0]?.participants[1];
    if (!place) throw new Error('the participant itself is missing');
    return place;
  }

  it('answers whole while Harbor is well', () => {
    expect(well.errors).toBeUndefined();
    expect(agentPlace(well).agent).toMatchObject({ name: 'Delivery Agent', instructions: null });
  });

  const troubles: [string, Answering, string][] = [
    ['is silent', never, 'SUBGRAPH_TIMEOUT'],
    ['answers no JSON', () => '<html>502</html>', 'SUBGRAPH_INVALID_RESPONSE'],
    ['stops in the middle', () => '{"data":{"_entities":[{"agent":', 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers a list', () => [], 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers null', () => 'null', 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers nothing', () => '', 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers too few entities', () => ({ data: { _entities: [] } }), 'SUBGRAPH_INVALID_RESPONSE'],
    [
      'answers too many entities',
      () => ({ data: { _entities: new Array<null>(9).fill(null) } }),
      'SUBGRAPH_INVALID_RESPONSE',
    ],
    ['answers text for an object', entitiesOf({ agent: 'Delivery Agent' }), 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers a list for an object', entitiesOf({ agent: [{ name: 'x' }] }), 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers a number for text', entitiesOf({ agent: { name: 7 } }), 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers an object for text', entitiesOf({ agent: { name: { a: 1 } } }), 'SUBGRAPH_INVALID_RESPONSE'],
    ['leaves out what may not be null', entitiesOf({ agent: { purpose: 'x' } }), 'SUBGRAPH_INVALID_RESPONSE'],
    ['answers 100 kB', entitiesOf({ agent: { name: 'x'.repeat(100_000) } }), 'SUBGRAPH_INVALID_RESPONSE'],
    [
      'reports errors of its own',
      () => ({
        errors: [
          {
            message: 'Kestrel: connect ECONNREFUSED 10.0.0.7',
            extensions: { code: 'BAD_USER_INPUT', stacktrace: ['Kestrel'] },
          },
        ],
      }),
      'SUBGRAPH_ERROR',
    ],
    [
      'reports an error at one entity',
      ({ variables }) => ({
        data: { _entities: variables.representations?.map(() => null) },
        errors: [
          {
            message: 'Kestrel',
            path: ['_entities', 0, 'agent', 'Kestrel'],
            extensions: { code: 'Kestrel', serviceName: 'Kestrel' },
          },
        ],
      }),
      'SUBGRAPH_ERROR',
    ],
  ];

  it.each(troubles)('Harbor %s', async (_what, answering, code) => {
    harbor.answering = answering;
    const { status, json, text } = await askAs('acme', 'project-lead');
    expect(status).toBe(200);
    expect(agentPlace(json).agent).toBeNull();
    const repaired = structuredClone(json.data);
    agentPlace({ data: repaired ?? null }).agent = agentPlace(well).agent;
    expect(repaired).toEqual(well.data);
    expect(json.errors?.map((error) => error.extensions)).toContainEqual({ code });
    for (const error of json.errors ?? []) {
      expect(error.path?.slice(0, 6)).toEqual([...HARBOR_PLACE.slice(0, 5), error.path?.[5]]);
      expect(error.path?.[6]).toBe(error.path?.[5] === 1 || error.path?.[5] === 3 ? 'agent' : undefined);
    }
    expect(text).not.toContain('Kestrel');
  });

  it('cannot lay its own values over what the shared layer or another company said', async () => {
    const forged = {
      displayName: 'FORGED',
      kind: 'PERSON',
      company: { name: 'FORGED' },
      notes: [{ body: 'FORGED' }],
      __typename: 'Thread',
      id: 'FORGED',
    };
    harbor.answering = entitiesOf({
      ...forged,
      agent: {
        __typename: 'Agent',
        name: 'Delivery Agent',
        purpose: null,
        skills: [],
        instructions: 'FORGED',
        knowledge: [{ title: 'FORGED' }],
      },
    });
    const { json, text } = await askAs('acme', 'project-lead');
    expect(text).not.toContain('FORGED');
    expect(json).toEqual(well);
  });

  it('cannot pass off an entity of another owner as its own', async () => {
    harbor.answering = entitiesOf({
      agent: {
        __typename: 'Agent',
        id: 'agt_acme_01JQZX5T8E7W3N6K9M2P4R5S6T',
        name: 'Mimic',
        purpose: null,
        skills: [],
      },
    });
    const query = REFERENCE_QUERY.replace('agent { name', 'agent { id name');
    const { json } = await network.ask(await network.tokenOf('acme', 'project-lead'), query);
    expect(agentPlace(json).agent).toBeNull();
    expect(JSON.stringify(json)).not.toContain('Mimic');
  });

  it('does not poison prototypes', async () => {
    harbor.answering = () =>
      '{"data":{"_entities":[{"__proto__":{"polluted":true},"agent":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"name":"Delivery Agent"}},{"__proto__":{"polluted":true}}]}}';
    await askAs('acme', 'project-lead');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('that lasts costs no time after a while, for those who met it alone, and is over when it is over', async () => {
    harbor.answering = never;
    const timeOf = async (company: string, subject: string) => {
      const started = performance.now();
      const { json } = await askAs(company, subject);
      return { ms: performance.now() - started, json };
    };
    for (let turn = 0; turn < 5; turn += 1) await askAs('acme', 'project-lead');
    const spared = await timeOf('acme', 'project-lead');
    expect(spared.ms).toBeLessThan(TIMEOUT_MS / 2);
    expect(spared.json.errors?.map((error) => error.extensions)).toContainEqual({
      code: 'SUBGRAPH_UNAVAILABLE',
    });
    // Harbor's own callers have met no trouble yet: nobody else's luck decides theirs.
    const first = await timeOf('harbor', 'delivery-lead');
    expect(first.json.errors?.map((error) => error.extensions)).toContainEqual({ code: 'SUBGRAPH_TIMEOUT' });
    harbor.answering = entitiesOf({
      agent: { __typename: 'Agent', id: null, name: 'Delivery Agent', purpose: null, skills: [] },
    });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await askAs('acme', 'project-lead')).json).toEqual(well);
  });

  it('keeps its own callers’ shared reads whole', async () => {
    harbor.answering = never;
    const { json } = await askAs('harbor', 'delivery-lead');
    expect(json.data).toMatchObject({
      me: { company: { slug: 'harbor' } },
      team: { name: 'Acme rollout' },
      workspace: null,
    });
    expect(json.errors).toContainEqual(
      expect.objectContaining({ path: ['workspace'], extensions: { code: 'SUBGRAPH_TIMEOUT' } }),
    );
  });

  it('costs the others nothing when its program is not there at all', async () => {
    await network.stopCompany('acme');
    harbor.answering = entitiesOf(null);
    const { json } = await askAs('acme', 'project-lead');
    expect(json.data).toMatchObject({ team: { name: 'Acme rollout' }, workspace: null });
    expect(json.errors).toContainEqual(
      expect.objectContaining({ path: ['workspace'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } }),
    );
  });
});
