import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { Latencies } from '../soak/figures.ts';
import { TENANT_QUERY } from '../tenant/programs.ts';

const BODY = JSON.stringify({ query: TENANT_QUERY });

/** How somebody asks. */
export interface Asking {
  /** Of the gateway. */
  readonly url: string;
  /** Of different callers, in turn. */
  readonly tokens: readonly string[];
  readonly perSecond: number;
  readonly connections: number;
  /** For how long, in milliseconds. */
  readonly ms: number;
  /** What is sent after so many milliseconds is also counted apart. */
  readonly laterMs: number;
}

/** What became of it. */
export interface Outcome {
  readonly latencies: Latencies;
  readonly later: Latencies;
  sent: number;
  answered: number;
  refused: number;
}

/** Asks at a steady rate for a while, on connections that are open. What is late is sent at once. */
export async function ask({ url, tokens, perSecond, connections, ms, laterMs }: Asking): Promise<Outcome> {
  const outcome: Outcome = {
    ...{ latencies: new Latencies(), later: new Latencies() },
    ...{ sent: 0, answered: 0, refused: 0 },
  };
  const pool = new Pool(url, { connections });
  await openAll(pool, connections);
  const since = performance.now();
  const past = () => performance.now() - since;
  const asking = new Set<Promise<void>>();
  while (past() < ms) {
    for (const due = (past() / 1000) * perSecond; outcome.sent < due; outcome.sent += 1) {
      const token = tokens[outcome.sent % tokens.length] ?? '';
      const one: Promise<void> = askOnce(pool, token, outcome, past() > laterMs).finally(() =>
        asking.delete(one),
      );
      asking.add(one);
    }
    await sleep(2);
  }
  await Promise.all(asking);
  await pool.destroy();
  return outcome;
}

/**
 * As those of a dashboard or of a proxy in front: Node's server takes one new connection in a turn of its loop, so that
 * what opens while others are busy waits for all that opened before it.
 */
async function openAll(pool: Pool, connections: number): Promise<void> {
  const replies = Array.from({ length: connections }, () => pool.request({ method: 'GET', path: '/health' }));
  for (const { body } of await Promise.all(replies)) await body.dump();
}

async function askOnce(pool: Pool, token: string, outcome: Outcome, isLater: boolean): Promise<void> {
  const asked = performance.now();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const { statusCode, body } = await pool.request({ method: 'POST', path: '/graphql', headers, body: BODY });
  const text = await body.text();
  if (statusCode === 429) outcome.refused += 1;
  else if (statusCode === 200 && !text.includes('"errors"')) outcome.answered += 1;
  const ms = performance.now() - asked;
  outcome.latencies.add(ms);
  if (isLater) outcome.later.add(ms);
}
