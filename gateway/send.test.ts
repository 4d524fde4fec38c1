import { describe, expect, it } from '@jest/globals';
import type { RequestContext, Target } from './context.ts';
import { createSend } from './send.ts';
import type { Call, JsonAnswer } from './transport/http-client.ts';

const company = (slug: string, subgraphUrl: string | null) =>
  [slug, { slug, issuer: slug, jwksUri: '', subgraphUrl, schemaHash: '' }] as const;

const context: RequestContext = {
  requestId: 'r-1',
  caller: { company: 'acme', sub: 'lead', kind: 'person', name: 'Lead', token: 'caller-token' },
  registry: {
    version: '1',
    sharedSdl: '',
    schemas: {},
    companies: new Map([
      company('acme', 'http://acme.test/graphql'),
      company('harbor', 'http://harbor.test/graphql'),
      company('nimbus', null),
    ]),
    byIssuer: new Map(),
  },
  onFault: () => undefined,
};

/** Sends one query; credentials are told apart by what they name. */
async function send(
  target: Target,
  answer: Partial<JsonAnswer> = {},
  attestation: string | null = 'attested',
) {
  const calls: Call[] = [];
  const attested: string[] = [];
  const sending = createSend({
    sharedUrl: 'http://shared.test',
    call: (call) => {
      calls.push(call);
      return Promise.resolve({ status: 200, headers: new Headers(), json: { data: {} }, ...answer });
    },
    passports: {
      named: ({ company: of, sub }, audience) => Promise.resolve(`${of} ${sub} for ${audience}`),
      companyOnly: (of, audience) => Promise.resolve(`${of} for ${audience}`),
      service: () => Promise.reject(new Error('not for callers')),
    },
    attest: (caller, audience) => {
      attested.push(`${caller.company} to ${audience}`);
      return Promise.resolve(attestation);
    },
  });
  const operation = { body: '{"query":"{ a }","variables":{"x":1}}', repeatable: true };
  const result = await sending(target, operation, context)
    .then((bytes) => bytes && (JSON.parse(Buffer.from(bytes).toString()) as unknown))
    .catch((error: unknown) => error);
  return { result, calls, attested };
}

describe('sending', () => {
  it('to the shared layer: a passport, and not the caller’s token', async () => {
    const { calls, attested } = await send({ kind: 'shared' });
    expect(calls).toEqual([
      {
        url: 'http://shared.test/graphql',
        headers: {
          'agent-network-passport': 'acme lead for agent-network:shared',
          'x-request-id': 'r-1',
        },
        body: { query: '{ a }', variables: { x: 1 } },
      },
    ]);
    expect(attested).toEqual([]);
  });

  it('to the own company: a passport and the caller’s token', async () => {
    const { calls } = await send({ kind: 'own' });
    expect(calls[0]).toMatchObject({ url: 'http://acme.test/graphql' });
    expect(calls[0]?.headers).toEqual({
      'agent-network-passport': 'acme lead for agent-network:company:acme',
      authorization: 'Bearer caller-token',
      'x-request-id': 'r-1',
    });
  });

  it('to another company: a passport without the caller, an attestation, nothing else', async () => {
    const { calls, attested } = await send({ kind: 'foreign', company: 'harbor' });
    expect(calls[0]).toMatchObject({ url: 'http://harbor.test/graphql' });
    expect(calls[0]?.headers).toEqual({
      'agent-network-passport': 'acme for agent-network:company:harbor',
      'agent-network-attestation': 'attested',
      'x-request-id': 'r-1',
    });
    expect(JSON.stringify(calls)).not.toMatch(/caller-token|lead|Lead/);
    expect(attested).toEqual(['acme to harbor']);
  });

  it.each(['harbor', 'nimbus', 'nobody', '__proto__'])(
    'to a company that shares no team: nothing, and no word whether there is one (%s)',
    async (slug) => {
      const { result, calls } = await send({ kind: 'foreign', company: slug }, {}, null);
      expect([result, calls]).toEqual([null, []]);
    },
  );

  it('fails where the company has no subgraph', async () => {
    const { result, calls } = await send({ kind: 'foreign', company: 'nimbus' });
    expect(result).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(calls).toEqual([]);
  });

  it.each([
    [500, { data: { stolen: 1 } }, 'SUBGRAPH_UNAVAILABLE'],
    [503, null, 'SUBGRAPH_UNAVAILABLE'],
    [200, null, 'SUBGRAPH_INVALID_RESPONSE'],
    [200, [], 'SUBGRAPH_INVALID_RESPONSE'],
    [200, 'x', 'SUBGRAPH_INVALID_RESPONSE'],
    [401, null, 'SUBGRAPH_INVALID_RESPONSE'],
  ])('fails for status %d with %j', async (status, json, code) => {
    expect((await send({ kind: 'own' }, { status, json })).result).toMatchObject({ code });
  });

  it('gives a GraphQL answer as it came, with any status below 500', async () => {
    const json = { errors: [{ message: 'm' }] };
    expect((await send({ kind: 'own' }, { status: 400, json })).result).toEqual(json);
  });
});
