import type { Clock } from '#schema/wire/signatures.ts';
import { SubgraphFailure } from '../errors.ts';
import { admit, CLOSED, failed, succeeded, type BreakerRules } from './breaker-rules.ts';

/** What one lane takes. */
export interface LaneLimits {
  /** Calls under way at the same time. */
  readonly concurrency: number;
  /** Calls that wait for their turn; more are refused at once. */
  readonly waiting: number;
  readonly breaker: BreakerRules;
}

/**
 * One company's way to one program, with its own number of calls, its own queue and its own breaker. Because no two
 * companies share a lane, whatever one of them asks costs nobody else's turn and opens nobody else's breaker.
 */
export interface Lane {
  /**
   * Makes a call when its turn comes; `call`, which must not throw, is told how long it may still take.
   *
   * @throws SubgraphFailure of the call itself; `SUBGRAPH_UNAVAILABLE` while the breaker is open or the queue is full;
   *   `SUBGRAPH_TIMEOUT` when its turn does not come in time
   */
  run<Value>(timeoutMs: number, call: (leftMs: number) => Promise<Value>): Promise<Value>;
}

type Go = () => void;

export function createLane(limits: LaneLimits, clock: Clock): Lane {
  let breaker = CLOSED;
  let underWay = 0;
  const queue: Go[] = [];

  function turn(timeoutMs: number): Promise<void> {
    if (queue.length >= limits.waiting) return Promise.reject(unavailable('too many calls wait already'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        queue.splice(queue.indexOf(go), 1);
        reject(new SubgraphFailure('SUBGRAPH_TIMEOUT', `no turn within ${timeoutMs} ms`));
      }, timeoutMs);
      const go: Go = () => {
        clearTimeout(timer);
        resolve();
      };
      queue.push(go);
    });
  }

  /** Hands the place on to the first who waits: the number of calls under way stays as it is. */
  function leave(): void {
    const next = queue.shift();
    if (next) next();
    else underWay -= 1;
  }

  /** The call itself, whose end the breaker is told of. */
  function attempt<Value>(leftMs: number, call: (leftMs: number) => Promise<Value>): Promise<Value> {
    const verdict = admit(breaker, clock(), limits.breaker);
    breaker = verdict.breaker;
    if (!verdict.pass) {
      leave();
      return Promise.reject(unavailable('it has failed too often just now'));
    }
    return call(leftMs).then(
      (value) => {
        breaker = succeeded();
        leave();
        return value;
      },
      (error: unknown) => {
        breaker = isOutage(error) ? failed(breaker, clock(), limits.breaker) : succeeded();
        leave();
        throw error;
      },
    );
  }

  return {
    run(timeoutMs, call) {
      if (underWay < limits.concurrency) {
        underWay += 1;
        return attempt(timeoutMs, call);
      }
      const started = clock();
      return turn(timeoutMs).then(() => attempt(Math.max(1, timeoutMs - (clock() - started)), call));
    },
  };
}

/** Garbage is an answer, and comes quickly: only silence is worth sparing the others the wait. */
function isOutage(error: unknown): boolean {
  return error instanceof SubgraphFailure && error.code !== 'SUBGRAPH_INVALID_RESPONSE';
}

function unavailable(detail: string): SubgraphFailure {
  return new SubgraphFailure('SUBGRAPH_UNAVAILABLE', detail);
}
