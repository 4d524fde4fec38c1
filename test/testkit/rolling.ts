import { startBalancer } from './balancer.ts';
import type { Journal } from './journal.ts';

/** A running program. */
export interface Replica {
  readonly url: string;
  stop(): Promise<void>;
}

/** Programs of one kind behind one address. */
export interface Replicas {
  readonly url: string;
  /** Adds so many. */
  start(count: number, start: () => Promise<Replica>): Promise<void>;
  /**
   * Restarts each, one after another: out of the balancer, then stopped as SIGTERM does, then another in its place.
   *
   * @param start makes the one that comes, of whatever version
   */
  roll(start: () => Promise<Replica>): Promise<void>;
  stop(): Promise<void>;
}

/** What was on its way when a replica went out of the balancer has arrived by then. */
const DRAINED_MS = 50;

/** Starts with none: others may know the address before. What is done to each goes into the journal. */
export async function startRolling(kind: string, journal: Journal): Promise<Replicas> {
  const running: Replica[] = [];
  const urls: string[] = [];
  const balancer = await startBalancer(urls, 0, (replica, error) =>
    journal.logger(`balancer of ${kind}`).error({ replica, error }),
  );
  const add = async (start: () => Promise<Replica>) => {
    const replica = await start();
    running.push(replica);
    urls.push(replica.url);
    journal.step(`${kind} in: ${replica.url}`);
  };
  const takeOut = async (replica: Replica) => {
    running.splice(running.indexOf(replica), 1);
    urls.splice(urls.indexOf(replica.url), 1);
    journal.step(`${kind} out: ${replica.url}`);
    await new Promise((resolve) => setTimeout(resolve, DRAINED_MS));
    await replica.stop();
    journal.step(`${kind} ended: ${replica.url}`);
  };
  return {
    url: balancer.url,
    async start(count, start) {
      for (let n = 0; n < count; n += 1) await add(start);
    },
    async roll(start) {
      for (const old of [...running]) {
        await takeOut(old);
        await add(start);
      }
    },
    async stop() {
      await Promise.all(running.map((replica) => replica.stop()));
      await balancer.stop();
    },
  };
}
