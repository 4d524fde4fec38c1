import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** A program's metrics, with those of its process. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Served metrics. */
export interface MetricsServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves `GET /metrics` in Prometheus' text format at an address of its own: what is counted is for whoever runs the
 * program, and no caller reaches it.
 *
 * @throws the listen error, `EADDRINUSE` for one
 */
export async function serveMetrics(
  registry: Registry,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<MetricsServer> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url !== '/metrics' || incoming.method !== 'GET') {
      outgoing.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => outgoing.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => outgoing.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host}:${taken}/metrics`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Companies that have a label of their own; all that come later are counted together: labels cost memory for ever. */
const MOST_COMPANIES = 1000;

/** The label of a company. Only ever of a verified one: anybody could make up others. */
export function createCompanyLabels(most = MOST_COMPANIES): (company: string) => string {
  const known = new Set<string>();
  return (company) => {
    if (known.size < most) known.add(company);
    return known.has(company) ? company : 'other';
  };
}
