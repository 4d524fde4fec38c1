import { describe, expect, it } from '@jest/globals';
import type { RequestContext, Target } from './context.ts';
import { SubgraphFailure } from './errors.ts';
import { createSend } from './send.ts';
import type { TransportCall } from './transport/transport.ts';
import type { WireAnswer } from './transport/wire.ts';

const company = (slug: string, subgraphUrl: string | null) =>
  [slug, { slug, issuer: slug, jwksUri: '', subgraphUrl, schemaHash: '' }] as const;

const context: RequestContext = {
  requestId: 'r-1',
  traceparent: 'the trace of the caller',
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

const BODY = '{"query":"{ a }","variables":{"x":1}}';
const answerOf = (text: string, contentType?: string): WireAnswer => ({
  status: 200,
  contentType,
  body: Buffer.from(text),
});

/** Sends one query; credentials are told apart by what they name. */
async function send(
  target: Target,
  answer: WireAnswer | Error = answerOf('{"data":{}}', 'application/json'),
  attestation: string | null = 'attested',
) {
  const calls: TransportCall[] = [];
  const attested: string[] = [];
  const sending = createSend({
    sharedUrl: 'http://shared.test',
    timeoutMs: 700,
    maxBytes: 9000,
    newTrace: () => 'a new trace',
    transport: (call) => {
      calls.push(call);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
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
  const result = await sending(target, { body: BODY, repeatable: true }, context)
    .then((bytes) => bytes && Buffer.from(bytes).toString())
    .catch((error: unknown) => error);
  return { result, calls, attested };
}

const usual = {
  accept: 'application/json',
  'content-type': 'application/json',
  'x-request-id': 'r-1',
};

describe('sending', () => {
  it('to the shared layer: a passport, and not the caller’s token', async () => {
    const { calls, attested } = await send({ kind: 'shared' });
    expect(calls).toEqual([
      {
        program: ':shared',
        onBehalfOf: 'acme',
        url: 'http://shared.test/graphql',
        headers: {
          ...usual,
          traceparent: 'the trace of the caller',
          'agent-network-passport': 'acme lead for agent-network:shared',
        },
        body: BODY,
        repeatable: true,
        timeoutMs: 700,
        maxBytes: 9000,
      },
    ]);
    expect(attested).toEqual([]);
  });

  it('to the own company: a passport and the caller’s token', async () => {
    const { calls } = await send({ kind: 'own' });
    expect(calls[0]).toMatchObject({ program: 'acme', url: 'http://acme.test/graphql' });
    expect(calls[0]?.headers).toEqual({
      ...usual,
      traceparent: 'the trace of the caller',
      'agent-network-passport': 'acme lead for agent-network:company:acme',
      authorization: 'Bearer caller-token',
    });
  });

  it('to another company: a passport without the caller, an attestation, nothing else', async () => {
    const { calls, attested } = await send({ kind: 'foreign', company: 'harbor' });
    expect(calls[0]).toMatchObject({
      program: 'harbor',
      onBehalfOf: 'acme',
      url: 'http://harbor.test/graphql',
    });
    expect(calls[0]?.headers).toEqual({
      ...usual,
      // The caller's own trace would tell which of its questions are the same person's.
      traceparent: 'a new trace',
      'agent-network-passport': 'acme for agent-network:company:harbor',
      'agent-network-attestation': 'attested',
    });
    expect(JSON.stringify(calls)).not.toMatch(/caller-token|lead|Lead|trace of the caller/);
    expect(attested).toEqual(['acme to harbor']);
  });

  it.each(['harbor', 'nimbus', 'nobody', '__proto__'])(
    'to a company that shares no team: nothing, and no word whether there is one (%s)',
    async (slug) => {
      const { result, calls } = await send({ kind: 'foreign', company: slug }, undefined, null);
      expect([result, calls]).toEqual([null, []]);
    },
  );

  it('fails where the company has no subgraph', async () => {
    const { result, calls } = await send({ kind: 'foreign', company: 'nimbus' });
    expect(result).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(calls).toEqual([]);
  });

  it.each(['text/html', 'text/plain; charset=utf-8', 'application/jsonp', 'application/xml+json-not'])(
    'fails for an answer of type %s',
    async (type) => {
      const { result } = await send({ kind: 'own' }, answerOf('{}', type));
      expect(result).toMatchObject({ code: 'SUBGRAPH_INVALID_RESPONSE' });
    },
  );

  it.each([
    undefined,
    'application/json',
    'application/json; charset=utf-8',
    'application/graphql-response+json',
    'Application/JSON',
  ])('gives the bytes of an answer of type %s as they came, whatever the status', async (type) => {
    const answer = { ...answerOf('{"errors":[]}', type), status: 400 };
    expect((await send({ kind: 'own' }, answer)).result).toBe('{"errors":[]}');
  });

  it('passes on how the transport failed', async () => {
    const failure = new SubgraphFailure('SUBGRAPH_TIMEOUT', 'no answer');
    expect((await send({ kind: 'own' }, failure)).result).toBe(failure);
  });
});
