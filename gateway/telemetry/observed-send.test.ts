import { describe, expect, it } from '@jest/globals';
import type { Span } from '#telemetry/span.ts';
import type { RequestContext } from '../context.ts';
import { SubgraphFailure } from '../errors.ts';
import { observeSend } from './observed-send.ts';

const CALL = { body: '', repeatable: true };
const THEIRS = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const OURS = '00-4bf92f3577b34da6a3ce929d0e0e4736-1111111111111111-01';

function setUp(outcome: Uint8Array | null | Error) {
  const counted: unknown[] = [];
  const spans: unknown[] = [];
  const told: string[] = [];
  const span: Span = {
    traceparent: OURS,
    call: (name, facts) => {
      spans.push([name, facts]);
      return span;
    },
    note: (facts) => void spans.push(facts),
    end: (fault) => void spans.push(fault ?? 'ended'),
  };
  const send = observeSend(
    (_target, _call, { traceparent }) => {
      told.push(traceparent);
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    },
    (target, ...rest) => counted.push([target.kind, ...rest]),
    () => 7,
  );
  const context = { traceparent: THEIRS } as RequestContext;
  return { send, counted, spans, told, context, recorded: { ...context, span } };
}

describe('an observed call', () => {
  it('is counted, and told the trace as it came where it is not recorded', async () => {
    const { send, counted, told, context, spans } = setUp(Buffer.from('{}'));
    await send({ kind: 'own' }, CALL, context);
    expect(counted).toEqual([['own', 'answered', 0]]);
    expect(told).toEqual([THEIRS]);
    expect(spans).toEqual([]);
  });

  it('is a span of its request where that is recorded', async () => {
    const { send, told, recorded, spans } = setUp(null);
    await send({ kind: 'foreign', company: 'harbor' }, CALL, recorded);
    expect(told).toEqual([OURS]);
    expect(spans).toEqual([
      ['fetch foreign', { target: 'foreign', company: 'harbor' }],
      { outcome: 'nothing' },
      'ended',
    ]);
  });

  it.each([
    [new SubgraphFailure('SUBGRAPH_TIMEOUT', 'secret detail'), 'SUBGRAPH_TIMEOUT'],
    [new Error('secret'), 'INTERNAL_SERVER_ERROR'],
  ])('says by a code how it failed, and passes the failure on', async (failure, code) => {
    const { send, counted, recorded, spans } = setUp(failure);
    await expect(send({ kind: 'shared' }, CALL, recorded)).rejects.toBe(failure);
    expect(counted).toEqual([['shared', code, 0]]);
    expect(spans).toEqual([['fetch shared', { target: 'shared' }], { outcome: code }, code]);
  });
});
