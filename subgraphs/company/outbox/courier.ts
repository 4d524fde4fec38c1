import type { CompanyRequestReply } from '#schema/wire/company-requests.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { UserError } from '#subgraphs/kit/user-error.ts';
import type { Database, Transaction } from '../database.ts';
import { pauseAfter, refusalOf } from './outbox-rules.ts';
import { claimDue, markAnswered, postpone, readAnswer, type ClaimedItem } from './outbox-store.ts';
import type { SendRequest } from './request-sender.ts';

/** What a courier needs. */
export interface CourierOptions {
  readonly db: Database;
  readonly send: SendRequest;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Writes down what follows from an answer, in the transaction in which the answer is noted. */
  readonly answered: (
    transaction: Transaction,
    item: ClaimedItem,
    reply: CompanyRequestReply,
  ) => Promise<void>;
  /** A request that got no answer: why, for the log. */
  readonly onUnanswered: (requestId: string, attempts: number, error: unknown) => void;
  readonly onFault: (error: unknown) => void;
}

/** Carries what is in the outbox to the shared layer, for as long as the program runs. */
export interface Courier {
  /**
   * Sends at once, and waits for the answer to one request for a while.
   *
   * @returns what the shared layer said no for; null when it was done, and when there is no answer yet
   */
  deliver(requestId: string): Promise<UserError | null>;
  /** Cuts what is under way; it stays in the outbox. */
  stop(): Promise<void>;
}

const AT_ONCE = 10;
const POLL_MS = 1000;
const PATIENCE_MS = 2000;

/** Starts a courier. Any number of replicas may have one each over the same outbox. */
export function startCourier(options: CourierOptions): Courier {
  const stopping = new AbortController();
  const bell = createBell();
  const waiting = new Map<string, () => void>();
  const deliver = async (item: ClaimedItem) => {
    await deliverOne(item, options, stopping.signal);
    waiting.get(item.requestId)?.();
  };
  const round = async (): Promise<boolean> => {
    try {
      const items = await claimDue(options.db, new Date(options.clock()), AT_ONCE);
      await Promise.all(items.map(deliver));
      return items.length > 0;
    } catch (error) {
      if (!stopping.signal.aborted) options.onFault(error);
      return false;
    }
  };
  const work = async () => {
    while (!stopping.signal.aborted) if (!(await round())) await bell.wait(POLL_MS);
  };
  const done = work();
  return {
    async deliver(requestId) {
      const settled = new Promise<void>((resolve) => waiting.set(requestId, resolve));
      bell.ring();
      await within(settled, PATIENCE_MS);
      waiting.delete(requestId);
      const reply = await readAnswer(options.db, requestId);
      return reply && refusalOf(reply);
    },
    async stop() {
      stopping.abort();
      bell.ring();
      await done;
    },
  };
}

async function deliverOne(item: ClaimedItem, options: CourierOptions, signal: AbortSignal): Promise<void> {
  const { db, send, clock, random, answered } = options;
  let reply: CompanyRequestReply;
  try {
    reply = await send(item, signal);
  } catch (error) {
    options.onUnanswered(item.requestId, item.attempts, error);
    await postpone(db, item.requestId, new Date(clock() + pauseAfter(item.attempts, random())));
    return;
  }
  await db.$transaction(async (transaction) => {
    const first = await markAnswered(transaction, item.requestId, reply, new Date(clock()));
    if (first) await answered(transaction, item, reply);
  });
}

/** Something to sleep on until it rings; a ring while nobody sleeps is heard by the next. */
function createBell() {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(mostMs: number) {
      if (!rung) await within(new Promise<void>((resolve) => (wake = resolve)), mostMs);
      rung = false;
    },
  };
}

async function within(promise: Promise<void>, mostMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, mostMs)));
  await Promise.race([promise, late]);
  clearTimeout(timer);
}
