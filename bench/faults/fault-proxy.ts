import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a link does to what passes over it. */
export interface LinkFaults {
  /** How much later everything comes, in each direction, in milliseconds. */
  readonly delayMs?: number;
  /** How often a piece is lost, from 0 to 1. TCP sends it again after 200 ms, 400 ms, and so on: so late it comes. */
  readonly loss?: number;
  /** Nothing passes, and no connection ends. */
  readonly stalled?: boolean;
  /** Answers break off in the middle, and their connections with them. */
  readonly cut?: boolean;
}

/** A link between two programs, over TCP, that can be spoilt. */
export interface FaultProxy {
  readonly port: number;
  /** From now on; left out: as a good link. */
  set(faults?: LinkFaults): void;
  /** Resets every connection that is open. */
  reset(): void;
  stop(): Promise<void>;
}

const RETRANSMIT_MS = 200;
const MOST_LOSSES = 5;

interface Link {
  faults: LinkFaults;
  /** Settles when the faults change. */
  changed: PromiseWithResolvers;
  readonly random: () => number;
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

/** Starts a proxy to a port of this machine. It takes connections whether or not anybody listens there, and resets them then. */
export async function startFaultProxy(to: () => number, random: () => number): Promise<FaultProxy> {
  const open = new Set<Socket>();
  const link: Link = { faults: {}, changed: withResolvers(), random };
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ port: to(), host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
      one.on('error', () => other.resetAndDestroy());
    }
    carry(near, far, link, false);
    carry(far, near, link, true);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    set(faults = {}) {
      link.faults = faults;
      link.changed.resolve();
      link.changed = withResolvers();
    },
    reset: () => [...open].forEach((socket) => socket.resetAndDestroy()),
    async stop() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Passes on what comes, in its order. */
function carry(from: Socket, to: Socket, link: Link, isAnswer: boolean): void {
  let line = Promise.resolve();
  const then = (step: () => Promise<void> | void) => (line = line.then(step));
  from.on('data', (chunk) => {
    const due = performance.now() + latenessOf(link);
    from.pause();
    void then(async () => {
      // Reads on at once: a link that is slow is not narrow.
      from.resume();
      await arrival(due, link);
      if (to.destroyed) return;
      if (isAnswer && link.faults.cut === true) {
        to.write(chunk.subarray(0, chunk.length >> 1), () => {
          to.resetAndDestroy();
          from.destroy();
        });
      } else if (!to.write(chunk)) await roomIn(to);
    });
  });
  from.on('end', () => void then(() => void to.end()));
}

/** Until it takes more, or is gone: whoever waits for room in a connection that is reset has nothing left to do. */
function roomIn(socket: Socket): Promise<unknown> {
  return Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
}

async function arrival(due: number, link: Link): Promise<void> {
  while (link.faults.stalled === true) await link.changed.promise;
  const left = due - performance.now();
  if (left > 0) await sleep(left);
}

function latenessOf({ faults: { delayMs = 0, loss = 0 }, random }: Link): number {
  let late = delayMs;
  for (let lost = 0; lost < MOST_LOSSES && random() < loss; lost += 1) late += RETRANSMIT_MS * 2 ** lost;
  return late;
}

function withResolvers(): PromiseWithResolvers {
  let settle: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => (settle = resolve));
  return { promise, resolve: () => settle() };
}
