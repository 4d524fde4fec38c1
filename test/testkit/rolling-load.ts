import { inspect } from 'node:util';
import type { Journal } from './journal.ts';
import type { Asking } from './rolling-requests.ts';

/** A request that failed, with what was done and logged around it. */
export interface Failure {
  readonly request: string;
  readonly problem: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly journal: readonly string[];
}

/** Requests that are asked for as long as something is done. */
export interface RollingLoad {
  /** Says how often was asked meanwhile, and what failed. */
  during(work: () => Promise<void>): Promise<{ readonly asked: number; readonly failed: Failure[] }>;
  /** Puts every program's clock forward at once, as time between two steps does: what was signed before is answered by then. */
  later(milliseconds: number): Promise<void>;
  /** Every request has been asked again. */
  askedAll(): Promise<void>;
}

/** Everything runs in this one process: more would only wait for each other. */
const AT_ONCE = 2;

/** @param advance puts the clock forward */
export function createRollingLoad(
  requests: Readonly<Record<string, Asking>>,
  journal: Journal,
  advance: (milliseconds: number) => void,
): RollingLoad {
  const all = Object.entries(requests);
  const onTheWay = new Set<Promise<unknown>>();
  /** What waits for a moment at which nothing is on its way. */
  let held: Promise<void> | null = null;
  /** What is asked for once more, from now on. */
  const missing = new Set<Set<string>>();

  async function once(request: string, asking: Asking, failed: Failure[]): Promise<void> {
    const fromMs = journal.now();
    const awaited = [...missing];
    // Whole, with its causes and what its socket had sent and received.
    const asked = asking().catch((error: unknown) => inspect(error, { depth: 4 }));
    onTheWay.add(asked);
    const problem = await asked;
    onTheWay.delete(asked);
    for (const wanted of awaited) wanted.delete(request);
    if (problem === null) return;
    failed.push({ request, problem, fromMs, toMs: journal.now(), journal: [] });
  }

  async function askedAll(): Promise<void> {
    // What was asked before may bring back what it was given then, after what is asked now.
    await Promise.all(onTheWay);
    const wanted = new Set(Object.keys(requests));
    missing.add(wanted);
    while (wanted.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    missing.delete(wanted);
  }

  return {
    askedAll,
    async later(milliseconds) {
      // Whoever asks has asked since: a browser has what it keeps sealed anew.
      await askedAll();
      held = Promise.all(onTheWay).then(() => advance(milliseconds));
      await held;
      held = null;
      journal.step(`${milliseconds / 1000} s pass`);
    },
    async during(work) {
      let [asked, working] = [0, true];
      const failed: Failure[] = [];
      const loop = async () => {
        while (working) {
          for (const [request, asking] of all) {
            if (held !== null) await held;
            await once(request, asking, failed);
            asked += 1;
          }
        }
      };
      const loops = Array.from({ length: AT_ONCE }, loop);
      await work().finally(() => (working = false));
      await Promise.all(loops);
      return {
        asked,
        failed: failed.map((one) => ({ ...one, journal: journal.around(one.fromMs, one.toMs) })),
      };
    },
  };
}
