import { describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { createTracing } from './tracing.ts';

const NOWHERE = 'http://127.0.0.1:9/v1/traces';
const header = (trace: string, flags = '01') => `00-${trace}-00f067aa0ba902b7-${flags}`;
const LOW = '00000000000000010000000000000001';
const HIGH = 'ffffffff000000000000000000000001';

describe('tracing', () => {
  it('decides by the trace’s id alone: a caller’s flag neither forces nor forbids it', () => {
    const tracing = createTracing('test', { endpoint: NOWHERE, ratio: 0.5 }, new InMemorySpanExporter());
    for (const flags of ['00', '01']) {
      expect(tracing.begin('x', header(LOW, flags))).not.toBeNull();
      expect(tracing.begin('x', header(HIGH, flags))).toBeNull();
    }
  });

  it('records nothing at a ratio of 0, and everything at 1', () => {
    const at = (ratio: number) =>
      createTracing('test', { endpoint: NOWHERE, ratio }, new InMemorySpanExporter());
    expect(at(0).begin('x', header(LOW))).toBeNull();
    expect(at(1).begin('x', undefined)?.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });

  it('stops within a moment though the collector is away', async () => {
    const tracing = createTracing('test', { endpoint: NOWHERE, ratio: 1 });
    tracing.begin('x', undefined)?.end('FAULT');
    await tracing.stop().catch(() => undefined);
  });
});
