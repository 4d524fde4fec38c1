import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createGatewayMeters } from '#gateway/telemetry/gateway-metrics.ts';
import { startObserving } from '#subgraphs/kit/observing.ts';
import { createMetrics } from '#telemetry/metrics.ts';

const FOLDER = 'docs/dashboards';
const NAME = /\b(?:agent_network|nodejs|process)_[a-z0-9_]+/g;

/** What the programs really serve, by name. */
async function servedNames(): Promise<Set<string>> {
  const registry = createMetrics();
  createGatewayMeters(registry).watch({
    streams: { help: 'x', read: () => 1 },
    registry_companies: { help: 'x', read: () => 1 },
  });
  const names = new Set((await registry.getMetricsAsJSON()).map(({ name }) => name));
  for (const program of ['shared', 'company']) {
    const observing = await startObserving(program, { metrics: { host: '127.0.0.1', port: 0 } });
    observing.watch('streams', 'x', () => 1);
    if (program === 'company') observing.watch('outbox_waiting', 'x', () => 1);
    const text = await (await fetch(observing.metricsUrl ?? '')).text();
    for (const [, name = ''] of text.matchAll(/^# TYPE (\S+)/gm)) names.add(name);
    await observing.stop();
  }
  return names;
}

describe.each(readdirSync(FOLDER).filter((file) => file.endsWith('.json')))('%s', (file) => {
  const text = readFileSync(`${FOLDER}/${file}`, 'utf8');

  it('asks for metrics that there are', async () => {
    const served = await servedNames();
    const asked = new Set((text.match(NAME) ?? []).map((name) => name.replace(/_(bucket|count|sum)$/, '')));
    expect(asked.size).toBeGreaterThan(2);
    expect([...asked].filter((name) => !served.has(name))).toEqual([]);
  });
});
