import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { Authentication } from './auth/authenticator.ts';
import type { Answer, Caller, Operation, RegistrySnapshot, RequestContext, Snapshot } from './context.ts';
import { NO_TRACING } from '#telemetry/span.ts';
import { RateBook } from './limits/caller-rates.ts';
import { USUAL_RATES } from './limits/rate-table.ts';
import { createPipeline } from './pipeline.ts';
import type { RequestEnd } from './telemetry/meters.ts';

const registry: RegistrySnapshot = {
  version: '1',
  sharedSdl: '',
  schemas: {},
  companies: new Map(),
  byIssuer: new Map(),
};
const caller: Caller = { company: 'acme', sub: 'lead', kind: 'person', token: 'secret.token.text' };
const operation: Operation = { query: '{ me { subject } }', queriesOnly: false };
const WELL: Answer = { body: '{"data":{"me":null}}', executed: true, codes: [] };
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const http = {
  requestId: 'r-1',
  callerRequestId: 'mine-7',
  authorization: 'Bearer secret.token.text',
  traceparent: TRACE,
};

interface Given {
  readonly registry?: RegistrySnapshot | null;
  readonly authentication?: Authentication | Error;
  readonly view?: Error;
  readonly answer?: Answer | Error;
  readonly level?: string;
  readonly burst?: number;
}

/** A pipeline whose stages do what the test says, and what they were asked, in order. */
function setUp(given: Given = {}) {
  const asked: string[] = [];
  const contexts: RequestContext[] = [];
  const lines: Record<string, unknown>[] = [];
  const ends: RequestEnd[] = [];
  const settle = <Value>(value: Value | Error) =>
    value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
  const snapshot: Snapshot = {
    key: 'k'.repeat(64),
    execute: (_, context) => {
      asked.push('engine');
      contexts.push(context);
      context.onFault({ subgraph: 'harbor', detail: 'it broke' });
      return settle(given.answer ?? WELL);
    },
  };
  const answer = createPipeline({
    registry: {
      current: () => (given.registry === undefined ? registry : given.registry),
      refresh: () => Promise.resolve(),
      confirm: () => undefined,
      stop: () => undefined,
    },
    authenticate: (authorization, pinned) => {
      asked.push(`who is ${String(authorization?.length)} in ${pinned.version}`);
      return settle(given.authentication ?? { kind: 'caller', caller });
    },
    rates: new RateBook({ ...USUAL_RATES, callerRequestBurst: given.burst ?? 10 }, () => 0),
    findDocument: (asked) => asked,
    views: {
      snapshotOf: (company, pinned) => {
        asked.push(`view of ${company} in ${pinned.version}`);
        return settle(given.view ?? snapshot);
      },
    },
    execute: (view, one, context) => view.execute(one, context),
    noteUse: (view, { query }, { caller: { company } }) =>
      asked.push(`${company} ran ${query} in ${view.key[0] ?? ''}`),
    traces: { continue: (trace) => trace ?? '', begin: () => '' },
    tracing: NO_TRACING,
    meters: { request: (end) => ends.push(end), streamEnded: () => undefined },
    clock: () => 0,
    logger: pino(
      { base: null, timestamp: false, level: given.level ?? 'info' },
      { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
    ),
  });
  return { answer: () => answer(operation, http), asked, contexts, lines };
}

describe('the pipeline', () => {
  it('asks who it is, takes their view, then runs the operation', async () => {
    const { answer, asked, contexts } = setUp();
    expect(await answer()).toEqual(WELL);
    const ran = `acme ran ${operation.query} in k`;
    expect(asked).toEqual(['who is 24 in 1', 'view of acme in 1', 'engine', ran]);
    expect(contexts[0]).toMatchObject({ requestId: 'r-1', traceparent: TRACE, caller, registry });
  });

  it('refuses a caller who asks too much before it looks for document or view, and says so in the log', async () => {
    const { answer, asked, lines } = setUp({ burst: 1 });
    await answer();
    await expect(answer()).rejects.toMatchObject({
      ...{ code: 'RATE_LIMITED', details: { limit: 'callerRequestsPerSecond', retryAfterSeconds: 1 } },
    });
    expect(asked.slice(-2)).toEqual([`acme ran ${operation.query} in k`, 'who is 24 in 1']);
    expect(lines.at(-1)).toMatchObject({ refused: 'RATE_LIMITED' });
  });

  it('logs one line per request, and faults under its id; never a token, a query or an answer', async () => {
    const { answer, lines } = setUp({
      answer: {
        body: '{"data":{"me":"answered"}}',
        executed: true,
        codes: ['SUBGRAPH_ERROR'],
      },
    });
    await answer();
    expect(lines).toMatchObject([
      { requestId: 'r-1', subgraph: 'harbor', detail: 'it broke', level: 40 },
      {
        requestId: 'r-1',
        callerRequestId: 'mine-7',
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        company: 'acme',
        view: 'kkkkkkkkkkkk',
        executed: true,
        errors: ['SUBGRAPH_ERROR'],
        ms: 0,
      },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/secret|subject|answered/);
  });

  it('tells of nothing that was not run', async () => {
    const { answer, asked } = setUp({ answer: { body: '', executed: false, codes: ['LIMIT_DEPTH'] } });
    await answer();
    expect(asked.at(-1)).toBe('engine');
  });

  it('logs nothing where nothing is wanted', async () => {
    const { answer, lines } = setUp({ level: 'silent' });
    await answer();
    expect(lines).toEqual([]);
  });

  it.each([
    ['there is no registry yet', { registry: null }, 'VIEW_UNAVAILABLE', 0],
    ['nobody is named', { authentication: { kind: 'anonymous' } }, 'UNAUTHENTICATED', 1],
    ['a token is refused', { authentication: { kind: 'refused', reason: 'expired' } }, 'UNAUTHENTICATED', 1],
    [
      'a token cannot be checked',
      { authentication: { kind: 'unknowable', company: 'acme' } },
      'ISSUER_UNAVAILABLE',
      1,
    ],
    ['there is no view', { view: new Error('does not compose: Acme.secret') }, 'VIEW_UNAVAILABLE', 2],
  ] as const)('goes no further when %s', async (_, given, code, stages) => {
    const { answer, asked, lines } = setUp(given);
    await expect(answer()).rejects.toMatchObject({ name: 'RequestRefused', code });
    expect(asked).toHaveLength(stages);
    expect(lines.at(-1)).toMatchObject({ requestId: 'r-1', refused: code });
    await expect(answer()).rejects.not.toThrow(/secret|expired/);
  });

  it('logs why a token was refused and why a view could not be built', async () => {
    const refused = setUp({ authentication: { kind: 'refused', reason: 'unknown issuer' } });
    await refused.answer().catch(() => undefined);
    expect(refused.lines[0]).toMatchObject({ reason: 'unknown issuer' });
    const viewless = setUp({ view: new Error('does not compose') });
    await viewless.answer().catch(() => undefined);
    expect(viewless.lines[0]).toMatchObject({ company: 'acme', reason: 'Error: does not compose' });
  });

  it.each([
    ['authentication', { authentication: new Error('broken') }],
    ['the engine', { answer: new Error('broken') }],
  ])('passes a fault of %s on, and logs that there was one', async (_, given) => {
    const { answer, lines } = setUp(given);
    await expect(answer()).rejects.toThrow('broken');
    expect(lines.at(-1)).toMatchObject({ refused: 'INTERNAL_SERVER_ERROR' });
  });
});
