import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { ERROR_TABLE } from '#gateway/errors.ts';
import { post, startTestNetwork, type Reply, type TestNetwork } from '#test/testkit/network.ts';
import { foundIn, ownStrings, sharedStrings } from '#test/testkit/secrets.ts';

const SECRET = 'Zeppelin-4711';

/** Promise: errors leave with a code of one closed table and say nothing of the inside; logs hold no content. */
describe('errors and logs', () => {
  let network: TestNetwork;
  let token: string;
  beforeAll(async () => {
    network = await startTestNetwork({ gateway: { subgraphTimeoutMs: 2000 } });
    token = await network.tokenOf('acme', 'project-lead');
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  /** What an error may consist of: a sentence, places, and a code of the table. */
  function expectClosed(reply: Reply) {
    expect(reply.json.errors?.length).toBeGreaterThan(0);
    for (const error of reply.json.errors ?? []) {
      expect(
        Object.keys(error).filter((key) => !['message', 'path', 'locations', 'extensions'].includes(key)),
      ).toEqual([]);
      expect(Object.keys(error.extensions ?? {})).toEqual(['code']);
      expect(Object.keys(ERROR_TABLE)).toContain(error.extensions?.['code']);
    }
    expect(Object.keys(reply.json).filter((key) => !['data', 'errors'].includes(key))).toEqual([]);
    expect(reply.text).not.toMatch(
      /serviceName|stacktrace|node_modules|http:\/\/|127\.0\.0\.1|postgres|SELECT |prisma|at \w+ \(/i,
    );
  }

  it.each([
    ['no GraphQL', '{ me { '],
    ['an unknown field', '{ me { displayNam } }'],
    ['an unknown root field', '{ workspaces { id } }'],
    ['a missing argument', '{ thread { id } }'],
    ['a wrong argument', '{ thread(id: {a: 1}) { id } }'],
    ['a page too large', '{ teams(first: 5000) { nodes { id } } }'],
    ['a page of nothing', '{ teams(first: 0) { nodes { id } } }'],
    ['both directions', '{ teams(first: 1, last: 1) { nodes { id } } }'],
    ['neither id nor slug', '{ team { id } }'],
    ['two operations', 'query A { me { subject } } query B { me { subject } }'],
    ['a subscription', 'subscription { threadEvents { id } }'],
    ['entities', '{ _entities(representations: []) { __typename } }'],
    ['the SDL', '{ _service { sdl } }'],
    ['a fragment cycle', '{ me { ...A } } fragment A on Caller { ...B } fragment B on Caller { ...A }'],
    ['an unknown directive', '{ me @defer { subject } }'],
  ])('refuses %s with a code of the table', async (_what, query) => {
    expectClosed(await network.ask(token, query));
  });

  it('refuses what is no request of GraphQL over HTTP', async () => {
    const headers = { authorization: `Bearer ${token}` };
    for (const body of [[], 'text', 7, {}, { query: 7 }, { query: '{ me { subject } }', variables: [] }]) {
      const reply = await post(`${network.gatewayUrl}/graphql`, body, headers);
      expect(reply.status).toBe(400);
      expect(reply.text).not.toMatch(/node_modules|at \w+ \(/);
    }
  });

  it('suggests nothing that the caller’s own view does not hold', async () => {
    const { text } = await network.ask(token, '{ me { displayNam } }');
    expect(text).toContain('Did you mean \\"displayName\\"');
    const other = await network.ask(token, '{ workspace { harborCase } }');
    expect(other.text).not.toContain('Did you mean');
  });

  it('names no company, address or table when subgraphs fail', async () => {
    await network.stopCompany('acme');
    await network.stopCompany('harbor');
    const reply = await network.ask(token, REFERENCE_QUERY);
    expectClosed(reply);
    expect(reply.json.data).toMatchObject({ team: { name: 'Acme rollout' }, workspace: null });
  });

  it('logs who, what and how long, but no document, variable, body or name', async () => {
    await network.ask(token, `query ${SECRET.replace('-', '')} { thread(id: "${SECRET}") { id } }`, {
      [SECRET.replace('-', '')]: SECRET,
    });
    await network.ask(
      token,
      `mutation { createTeam(input: { name: "${SECRET}", slug: "Not A Slug" }) { userErrors { message } } }`,
    );
    const lines = network.logs.join('');
    expect(lines).toContain('"company":"acme"');
    expect(
      foundIn(lines, [SECRET, ...ownStrings('acme'), ...ownStrings('harbor'), ...sharedStrings()]),
    ).toEqual([]);
  });
});
