import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startLocalServer, type LocalServer } from '#test/testkit/local-server.ts';
import { startTestNetwork, type Reply, type TestNetwork } from '#test/testkit/network.ts';

const TIMEOUT_MS = 2500;
const CONCURRENCY = 2;
const WAITING = 2;

const ROLLOUT =
  '{ me { displayName } team(slug: "acme-rollout") { name participants { displayName agent { name } } } }';
const OWN = '{ workspace { agents { name } } }';
const SHARED_ONLY = '{ me { displayName } team(slug: "acme-rollout") { name } }';
const CHANGE = 'mutation { createKnowledgeSource(input: { title: "Runbooks" }) { userErrors { message } } }';

/** A request as Harbor's program meets it. */
interface Met {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: string;
}

const entitiesIn = (body: string): readonly unknown[] =>
  (JSON.parse(body) as { variables?: { representations?: readonly unknown[] } }).variables?.representations ??
  [];

const AGENT = { agent: { __typename: 'Agent', name: 'Delivery Agent' } };
const answerText = (
  body: string,
  entities = entitiesIn(body).map((_, index) => (index === 0 ? AGENT : { agent: null })),
) => JSON.stringify({ data: { _entities: entities, workspace: { agents: [{ name: 'Delivery Agent' }] } } });

function answer({ response, body }: Met, text = answerText(body)): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(text);
}

/** Promise: whatever a company's connections do costs its own fields, its own time, and nothing twice. */
describe('a company whose connections are in trouble', () => {
  let network: TestNetwork;
  let harbor: LocalServer;
  let well: Reply['json'];
  let meet: (met: Met) => void = answer;
  const met: string[] = [];
  const open = { now: 0, most: 0 };

  beforeAll(async () => {
    harbor = await startLocalServer((request, response) => {
      const chunks: Buffer[] = [];
      open.most = Math.max(open.most, (open.now += 1));
      response.on('close', () => (open.now -= 1));
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        met.push(body);
        meet({ request, response, body });
      });
    });
    network = await startTestNetwork({
      subgraphUrls: { harbor: `${harbor.url}/graphql` },
      gateway: {
        ...{ subgraphTimeoutMs: TIMEOUT_MS, subgraphConcurrency: CONCURRENCY, subgraphQueue: WAITING },
        ...{ breakerFailures: 1000, coalesce: false },
      },
    });
    well = await ask('acme');
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
    await harbor[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    meet = answer;
    met.length = 0;
  });

  async function ask(company: 'acme' | 'harbor', query = ROLLOUT): Promise<Reply['json']> {
    const subject = company === 'acme' ? 'project-lead' : 'delivery-lead';
    return (await network.ask(await network.tokenOf(company, subject), query)).json;
  }

  async function timed<Value>(asking: Promise<Value>): Promise<{ value: Value; ms: number }> {
    const started = performance.now();
    return { value: await asking, ms: performance.now() - started };
  }

  it('is asked once more when it hangs up on a question', async () => {
    meet = ({ request, ...one }) => {
      if (met.length === 1) request.socket.destroy();
      else answer({ request, ...one });
    };
    expect(await ask('acme')).toEqual(well);
    expect(met).toHaveLength(2);
    expect(met[1]).toBe(met[0]);
  });

  it('is not asked a third time', async () => {
    meet = ({ request }) => request.socket.destroy();
    expectOnlyHarborLost(await ask('acme'), 'SUBGRAPH_UNAVAILABLE');
    expect(met).toHaveLength(2);
  });

  it('is never told twice to change something', async () => {
    meet = ({ request }) => request.socket.destroy();
    const { data, errors } = await ask('harbor', CHANGE);
    expect(data).toEqual({ createKnowledgeSource: null });
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'SUBGRAPH_UNAVAILABLE' }]);
    expect(met).toHaveLength(1);
  });

  it.each<[string, (met: Met) => void, string]>([
    ['is reset in the middle of an answer', resetInTheMiddle, 'SUBGRAPH_UNAVAILABLE'],
    ['drips its answer', drip, 'SUBGRAPH_TIMEOUT'],
    ['never answers', () => undefined, 'SUBGRAPH_TIMEOUT'],
    ['answers with status 503', ({ response }) => response.writeHead(503).end('{}'), 'SUBGRAPH_UNAVAILABLE'],
    [
      'redirects',
      ({ response }) => response.writeHead(307, { location: `${harbor.url}/elsewhere` }).end(),
      'SUBGRAPH_UNAVAILABLE',
    ],
    [
      'answers in two halves, of which one is missing',
      ({ response, body }) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(answerText(body).slice(0, -7)),
      'SUBGRAPH_INVALID_RESPONSE',
    ],
  ])('costs its own fields, asked once, when it %s', async (_, trouble, code) => {
    meet = trouble;
    const { value, ms } = await timed(ask('acme'));
    expectOnlyHarborLost(value, code);
    expect(met).toHaveLength(1);
    expect(ms).toBeLessThan(TIMEOUT_MS * 2);
  });

  it('costs its own places when it answers in another order', async () => {
    meet = (one) => answer(one, answerText(one.body, [{ agent: null }, AGENT]));
    const { data, errors } = await ask('acme');
    expect(errors).toBeUndefined();
    expect(withoutHarbor(data)).toEqual(withoutHarbor(well.data));
  });

  it('takes one deadline of whoever waits for it, and none of whoever does not', async () => {
    meet = () => undefined;
    const both = `{ ${ROLLOUT.slice(1, -1)} workspace { agents { name } } }`;
    const waiting = timed(ask('acme', both));
    const { value, ms } = await timed(ask('acme', SHARED_ONLY));
    expect(ms).toBeLessThan(TIMEOUT_MS / 2);
    expect(value.errors).toBeUndefined();
    const late = await waiting;
    expect(late.ms).toBeGreaterThan(TIMEOUT_MS * 0.9);
    expect(late.ms).toBeLessThan(TIMEOUT_MS * 1.8);
    expect(late.value.data?.['workspace']).not.toBeNull();
  });

  it('has so many calls of one company at once, so many wait, and more are refused without waiting', async () => {
    meet = (one) => {
      // Harbor's own callers are answered all the while.
      if (one.body.includes('workspace')) answer(one);
    };
    open.most = open.now;
    const stuck = Array.from({ length: CONCURRENCY + WAITING }, () => ask('acme'));
    while (met.length < CONCURRENCY) await new Promise((done) => setTimeout(done, 5));
    await new Promise((done) => setTimeout(done, 100));
    const refused = await timed(ask('acme'));
    expectOnlyHarborLost(refused.value, 'SUBGRAPH_UNAVAILABLE');
    expect(refused.ms).toBeLessThan(TIMEOUT_MS / 2);
    const own = await timed(ask('harbor', OWN));
    expect(own.value).toEqual({ data: { workspace: { agents: [{ name: 'Delivery Agent' }] } } });
    expect(own.ms).toBeLessThan(TIMEOUT_MS / 2);
    expect(open.most).toBeLessThanOrEqual(CONCURRENCY + 1);
    for (const one of await Promise.all(stuck)) expectOnlyHarborLost(one, 'SUBGRAPH_TIMEOUT');
    meet = answer;
    expect(await ask('acme')).toEqual(well);
  });

  /** Everything as it is while all is well, but for Harbor's places, which are null and told of. */
  function expectOnlyHarborLost({ data, errors }: Reply['json'], code: string): void {
    expect(withoutHarbor(data)).toEqual(withoutHarbor(well.data));
    expect(errors?.map(({ path, extensions }) => [path, extensions])).toEqual(
      HARBORS.map((index) => [['team', 'participants', index, 'agent'], { code }]),
    );
  }
});

/** The places of Harbor's participants. */
const HARBORS = [1, 3];

function withoutHarbor(data: Reply['json']['data']): unknown {
  const copy = structuredClone(data) as { team: { participants: { agent: unknown }[] } };
  for (const index of HARBORS) copy.team.participants[index] = { agent: null };
  return copy;
}

function resetInTheMiddle({ request, response, body }: Met): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 });
  response.write(answerText(body).slice(0, 20));
  setTimeout(() => request.socket.resetAndDestroy(), 20);
}

function drip({ response }: Met): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
}
