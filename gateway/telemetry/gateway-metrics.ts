import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { createCompanyLabels } from '#telemetry/metrics.ts';
import type { Target } from '../context.ts';
import type { Meters } from './meters.ts';

const PREFIX = 'agent_network_gateway';
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The gateway's metrics, in Prometheus' registry. A company's label is a verified one's; no other word of a caller's is. */
export function createGatewayMeters(registry: Registry): Meters {
  const registers = [registry];
  const requests = createRequestMeters(registry);
  const fetches = new Histogram({
    ...{ name: `${PREFIX}_fetch_seconds`, registers, buckets: SECONDS },
    help: 'Calls to programs: the shared layer, the own company, another company.',
    labelNames: ['target', 'outcome'],
  });
  const streamEnds = new Counter({
    ...{ name: `${PREFIX}_stream_ends_total`, registers, labelNames: ['code'] },
    help: 'Streams that ended, by the code that was said last; NONE where the reader left.',
  });
  const views = new Histogram({
    ...{
      name: `${PREFIX}_view_build_seconds`,
      registers,
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    },
    help: 'Tenant views that were composed.',
    labelNames: ['outcome'],
  });
  return {
    request: requests,
    fetch: ({ kind }: Target, outcome, ms) => fetches.observe({ target: kind, outcome }, ms / 1000),
    streamEnded: (code) => streamEnds.inc({ code: code ?? 'NONE' }),
    viewBuilt: (built, ms) => views.observe({ outcome: built ? 'built' : 'failed' }, ms / 1000),
    watch(states) {
      for (const [name, { help, read }] of Object.entries(states))
        new Gauge({
          ...{ name: `${PREFIX}_${name}`, help, registers },
          collect() {
            this.set(read());
          },
        });
    },
  };
}

function createRequestMeters(registry: Registry): Meters['request'] {
  const registers = [registry];
  const counted = new Counter({
    ...{ name: `${PREFIX}_requests_total`, registers, labelNames: ['company', 'outcome'] },
    help: 'Operations, by company and outcome: answered, with_errors, refused. Nobody\'s are of company "".',
  });
  const seconds = new Histogram({
    ...{ name: `${PREFIX}_request_seconds`, registers, buckets: SECONDS, labelNames: ['outcome'] },
    help: 'From an operation that was read to its answer, or its stream.',
  });
  const errors = new Counter({
    ...{ name: `${PREFIX}_errors_total`, registers, labelNames: ['code'] },
    help: 'Codes of errors in answers, each once per answer.',
  });
  const labelOf = createCompanyLabels();
  return ({ company, outcome, codes, ms }) => {
    counted.inc({ company: company === '' ? '' : labelOf(company), outcome });
    seconds.observe({ outcome }, ms / 1000);
    for (const code of codes) errors.inc({ code });
  };
}
