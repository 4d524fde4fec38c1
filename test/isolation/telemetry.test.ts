import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { foundIn, privateStrings, sharedStrings } from '#test/testkit/secrets.ts';
import { startSpanCollector, type SpanCollector } from '#test/testkit/span-collector.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLERS_SPAN = '00f067aa0ba902b7';
const WORD = 'Zeppelin-4711';

/**
 * Promise: metrics and traces are for whoever runs a program. They hold no content, variable, name or token, no caller
 * reaches them, and another company cannot tell by a trace which of its answers went to the same person.
 */
describe('metrics and traces', () => {
  let collector: SpanCollector;
  let network: TestNetwork;
  let token: string;

  beforeAll(async () => {
    collector = await startSpanCollector();
    network = await startTestNetwork({
      telemetry: {
        metrics: { host: '127.0.0.1', port: 0 },
        tracing: { endpoint: collector.endpoint, ratio: 1 },
      },
    });
    token = await network.tokenOf('acme', 'project-lead');
    await ask(REFERENCE_QUERY);
    const named = `query ${WORD.replace('-', '')}($slug: String) { zeppelin_4711: team(slug: $slug) { name } # ${WORD}\n }`;
    await ask(named, { slug: WORD });
    await ask(`{ ${WORD.replace('-', '')} }`);
    await ask('{ team(slug: "acme-rollout") { threads { nodes { messages { nodes { body } } } } } }');
    await until(() => collector.spans.filter(({ program }) => program === 'gateway').length >= 8);
    await until(() =>
      collector.spans.some(({ program, traceId }) => program === 'company' && traceId !== TRACE),
    );
  }, 60_000);
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
  });

  function ask(query: string, variables?: Record<string, unknown>) {
    return fetch(`${network.gatewayUrl}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        traceparent: `00-${TRACE}-${CALLERS_SPAN}-01`,
      },
      body: JSON.stringify({ query, variables }),
    });
  }

  async function until(holds: () => boolean): Promise<void> {
    for (let tries = 0; !holds(); tries += 1) {
      if (tries > 100) throw new Error(`not within 10 s: ${JSON.stringify(collector.spans)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  const metricsOf = async (program: string) => (await fetch(network.metricsUrl(program))).text();

  it('joins a request’s programs in the caller’s trace, span by span', () => {
    const [request] = collector.spans.filter(({ parentSpanId }) => parentSpanId === CALLERS_SPAN);
    expect(request).toMatchObject({ program: 'gateway', name: 'graphql', traceId: TRACE });
    expect(request?.attributes).toMatchObject({ company: 'acme', outcome: 'answered' });
    const fetches = collector.spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId);
    expect(fetches.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['fetch shared', 'fetch own', 'fetch foreign']),
    );
    const shared = fetches.filter(({ name }) => name === 'fetch shared').map(({ spanId }) => spanId);
    const served = collector.spans.find(({ parentSpanId }) => shared.includes(parentSpanId));
    expect(served).toMatchObject({ program: 'shared', name: 'POST /graphql', traceId: TRACE });
  });

  it('gives another company a trace that leads to no other', () => {
    const outside = collector.spans.filter(({ traceId }) => traceId !== TRACE);
    expect(outside.some(({ program }) => program === 'company')).toBe(true);
    expect(new Set(outside.map(({ traceId }) => traceId)).size).toBe(outside.length);
  });

  it('says of a document what it asks of the schema, and no word of its writer', () => {
    const shapes = collector.spans.map(({ attributes }) => attributes['graphql.document']).filter(Boolean);
    expect(shapes).toContain('{ team(slug: _) { name } }');
    // Of a document that fits no schema nothing at all is said.
    expect(shapes.join(' ')).not.toMatch(/zeppelin/i);
  });

  it('holds no content, variable, token or name', async () => {
    const programs = ['gateway', 'shared', 'acme', 'harbor'];
    const told = [...collector.texts, ...(await Promise.all(programs.map(metricsOf)))].join('\n');
    expect(told).not.toMatch(/zeppelin/i);
    expect(told).not.toContain(token);
    expect(told).not.toMatch(/eyJ[\w-]+\./);
    const ids = /^[a-z]{3}_/;
    const texts = [...sharedStrings(), ...privateStrings('acme'), ...privateStrings('harbor')];
    expect(
      foundIn(
        told,
        texts.filter((text) => text.length > 5 || ids.test(text)),
      ),
    ).toEqual([]);
  });

  it('counts by company and outcome', async () => {
    const gateway = await metricsOf('gateway');
    expect(gateway).toMatch(/agent_network_gateway_requests_total\{company="acme",outcome="answered"\} \d/);
    expect(gateway).toMatch(/agent_network_gateway_errors_total\{code="GRAPHQL_VALIDATION_FAILED"\} 1/);
    expect(gateway).toMatch(
      /agent_network_gateway_fetch_seconds_count\{target="foreign",outcome="answered"\}/,
    );
    expect(await metricsOf('shared')).toMatch(/agent_network_shared_request_seconds_count\{path="\/graphql"/);
    expect(await metricsOf('acme')).toContain('agent_network_company_outbox_waiting 0');
  });

  it('is at an address that no caller of the gateway or a subgraph reaches', async () => {
    for (const url of [network.gatewayUrl, network.sharedUrl, network.companyUrl('acme')]) {
      const reply = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
      expect(reply.status).toBe(404);
      expect(await reply.text()).not.toContain('agent_network');
    }
  });
});
