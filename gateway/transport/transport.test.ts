import { describe, expect, it } from '@jest/globals';
import { NotReached, SubgraphFailure } from '../errors.ts';
import { createTransport, type TransportCall } from './transport.ts';
import type { WireAnswer, WireCall } from './wire.ts';

const WELL: WireAnswer = { status: 200, contentType: 'application/json', body: Buffer.from('{}') };
const call: TransportCall = {
  program: 'harbor',
  onBehalfOf: 'acme',
  url: 'http://harbor.test/graphql',
  headers: {},
  body: '{}',
  timeoutMs: 1000,
  maxBytes: 1000,
  repeatable: true,
};

type Outcome = WireAnswer | Error | 'never';

/** A transport over a wire that gives one outcome after the other, the last for ever. */
function setUp(...outcomes: Outcome[]) {
  const time = { now: 0 };
  const calls: WireCall[] = [];
  const transport = createTransport({
    wire: {
      call: (one) => {
        calls.push(one);
        const outcome = outcomes[Math.min(calls.length, outcomes.length) - 1] ?? WELL;
        if (outcome === 'never') return new Promise(() => undefined);
        return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
      },
      close: () => Promise.resolve(),
    },
    clock: () => time.now,
    limits: { concurrency: 2, waiting: 0, breaker: { failures: 3, windowMs: 1000, openMs: 500 } },
  });
  return { transport, calls, time };
}

const notReached = () => new NotReached('refused');

describe('the transport', () => {
  it('sends a question once more when the connection failed before an answer', async () => {
    const { transport, calls } = setUp(notReached(), WELL);
    expect(await transport(call)).toBe(WELL);
    expect(calls).toHaveLength(2);
  });

  it('sends it no third time', async () => {
    const { transport, calls } = setUp(notReached());
    await expect(transport(call)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['a change, whatever happens', { repeatable: false }, notReached()],
    ['after a time-out', {}, new SubgraphFailure('SUBGRAPH_TIMEOUT', '')],
    ['after half an answer', {}, new SubgraphFailure('SUBGRAPH_UNAVAILABLE', '')],
    ['after garbage', {}, new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', '')],
    ['after a status of 500 and above', {}, { ...WELL, status: 503 }],
  ])('sends nothing twice: %s', async (_, more, outcome) => {
    const { transport, calls } = setUp(outcome);
    await expect(transport({ ...call, ...more })).rejects.toBeInstanceOf(SubgraphFailure);
    expect(calls).toHaveLength(1);
  });

  it('repeats within the time of the call, not beyond it', async () => {
    const { transport, calls, time } = setUp();
    const slow = createTransport({
      wire: {
        call: (one) => {
          calls.push(one);
          time.now += 600;
          return Promise.reject(notReached());
        },
        close: () => Promise.resolve(),
      },
      clock: () => time.now,
      limits: { concurrency: 1, waiting: 0, breaker: { failures: 9, windowMs: 1, openMs: 1 } },
    });
    await expect(slow(call)).rejects.toBeInstanceOf(NotReached);
    expect(calls.map(({ timeoutMs }) => timeoutMs)).toEqual([1000, 400]);
    expect(await transport(call)).toBe(WELL);
  });

  it('takes a status of 500 and above for no answer, and gives every other on', async () => {
    await expect(setUp({ ...WELL, status: 500 }).transport(call)).rejects.toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
    });
    expect(await setUp({ ...WELL, status: 400 }).transport(call)).toMatchObject({ status: 400 });
  });

  it('opens one company’s breaker to one program, and nobody else’s nor to another', async () => {
    const { transport, calls } = setUp(...Array.from({ length: 3 }, () => ({ ...WELL, status: 500 })), WELL);
    for (let turn = 0; turn < 3; turn += 1) await transport(call).catch(() => undefined);
    await expect(transport(call)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(calls).toHaveLength(3);
    expect(await transport({ ...call, onBehalfOf: 'nimbus' })).toBe(WELL);
    expect(await transport({ ...call, program: 'acme' })).toBe(WELL);
  });

  it('lets one company fill its own lane only', async () => {
    const { transport } = setUp('never', 'never', WELL);
    void transport(call);
    void transport(call);
    await expect(transport(call)).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(await transport({ ...call, onBehalfOf: 'nimbus' })).toBe(WELL);
  });
});
