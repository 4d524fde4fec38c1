import { setTimeout as wait } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import type { Clock } from '#schema/wire/signatures.ts';
import type {
  Answer,
  Caller,
  LiveStream,
  Operation,
  RegistrySnapshot,
  RequestContext,
  Snapshot,
} from '../context.ts';
import { CallerRefused, RequestRefused, type ErrorCode } from '../errors.ts';
import { createLiveStream, type StreamEnd } from './live-stream.ts';
import type { CountStream } from './stream-counts.ts';

/** An operation that has passed the stages before. */
export interface Admitted {
  readonly operation: Operation;
  readonly context: RequestContext;
  readonly snapshot: Snapshot;
}

/** What streams need of the other stages. */
export interface SubscriptionOptions {
  readonly clock: Clock;
  readonly count: CountStream;
  readonly stallMs: number;
  readonly registry: () => RegistrySnapshot | null;
  /**
   * Asked of each stream when the registry has changed: the reason to end it; null to let it be. The stream keeps the
   * view that it was opened in.
   */
  readonly recheck: (admitted: Admitted, now: RegistrySnapshot) => Promise<ErrorCode | null>;
  readonly onFault: (error: unknown) => void;
  /** Told of every stream that has ended, for the log. */
  readonly onEnd: (
    end: StreamEnd & { readonly requestId: string; readonly company: string; readonly ms: number },
  ) => void;
}

/** The streams that are open. */
export interface Subscriptions {
  /**
   * Opens a stream; an answer alone where it is refused by the engine; null where the operation is no subscription.
   *
   * @throws RequestRefused `SERVER_DRAINING`, or `TOO_MANY_STREAMS` with the limit that is reached
   */
  open(admitted: Admitted): Promise<Answer | LiveStream | null>;
  /** Ends all, each with the word that its reader may go on elsewhere; opens no more. */
  drain(): void;
  /** How many are open. */
  readonly count: () => number;
}

interface Watched extends Admitted {
  /** The stream's own: its registry is the newest by which it may go on, and says where programs are now. */
  readonly context: { -readonly [Key in keyof RequestContext]: RequestContext[Key] };
  readonly stream: LiveStream;
  /** Of the caller's token, in milliseconds. */
  readonly expiresAt: number;
  /** By which it was asked last whether it may go on. */
  asked: RegistrySnapshot;
}

/** How often every open stream is looked at: its end comes no later than this. */
const LOOK_MS = 250;
/** Within this the registry's news of a company is here, and every stream has been looked at. */
const HEARD_MS = 4 * LOOK_MS;

/** Opens streams, watches over them, and ends them in time. */
export function createSubscriptions(options: SubscriptionOptions): Subscriptions {
  const open = new Set<Watched>();
  let draining = false;
  const isDraining = () => draining;
  let timer: NodeJS.Timeout | undefined;

  function watch(admitted: Admitted, stream: LiveStream): () => void {
    const { caller, registry } = admitted.context;
    const watched = { ...admitted, stream, expiresAt: tokenEnd(caller), asked: registry };
    open.add(watched);
    timer ??= setInterval(() => open.forEach((one) => lookAt(one, options)), LOOK_MS);
    return () => {
      open.delete(watched);
      if (open.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }

  return {
    async open(given) {
      if (!given.snapshot.subscribe) return null;
      if (isDraining()) throw new RequestRefused('SERVER_DRAINING');
      const release = place(given.context, options.count);
      const admitted = { ...given, context: { ...given.context } };
      const ending = new AbortController();
      const opened = await subscribe(admitted, ending.signal).catch((error: unknown) => {
        release();
        throw error;
      });
      if (opened === null || 'body' in opened) {
        release();
        return opened;
      }
      const whenClosed: ((end: StreamEnd) => void)[] = [release, endLog(admitted, options)];
      const stream = createLiveStream(untilHeard(opened, ending.signal), {
        stallMs: options.stallMs,
        stop: () => ending.abort(),
        onFault: (error) =>
          admitted.context.onFault({ detail: error instanceof Error ? error.message : String(error) }),
        onClose: (end) => whenClosed.forEach((step) => step(end)),
      });
      whenClosed.push(watch(admitted, stream));
      // The end may have been said while it was being opened.
      if (isDraining()) stream.end('SERVER_DRAINING');
      return stream;
    },
    drain() {
      draining = true;
      for (const { stream } of [...open]) stream.end('SERVER_DRAINING');
    },
    count: () => open.size,
  };
}

/** Takes a place among the open streams. That the gateway has no room at all is told without a limit's name. */
function place({ caller, registry }: RequestContext, count: CountStream): () => void {
  const { company, sub } = caller;
  const taken = count({ company, sub, limits: registry.companies.get(company)?.limits ?? null });
  if (typeof taken !== 'string') return taken;
  throw new RequestRefused('TOO_MANY_STREAMS', taken === 'all' ? {} : { limit: taken });
}

async function subscribe({ snapshot, operation, context }: Admitted, signal: AbortSignal) {
  return (await snapshot.subscribe?.(operation, context, signal)) ?? null;
}

/**
 * A stream whose program refuses the caller. Why is not the program's to say: the registry may be on its way to this
 * gateway with it, and the watch over the stream then ends it by that; otherwise it fails a little later.
 */
async function* untilHeard(source: AsyncIterable<Answer>, signal: AbortSignal): AsyncGenerator<Answer, void> {
  try {
    yield* source;
  } catch (error) {
    if (error instanceof CallerRefused) await wait(HEARD_MS, null, { signal }).catch(() => null);
    throw error;
  }
}

function endLog({ context }: Admitted, { clock, onEnd }: SubscriptionOptions): (end: StreamEnd) => void {
  const started = clock();
  const { requestId, caller } = context;
  return (end) => onEnd({ requestId, company: caller.company, ms: clock() - started, ...end });
}

/** When a verified caller's token ends, in milliseconds since the epoch. */
export function tokenEnd({ token }: Caller): number {
  return (decodeJwt(token).exp ?? 0) * 1000;
}

/** Ends a stream whose time is up. */
function lookAt(watched: Watched, { clock, registry, recheck, onFault }: SubscriptionOptions): void {
  const now = registry();
  if (clock() >= watched.expiresAt) watched.stream.end('TOKEN_EXPIRED');
  else if (now && now !== watched.asked) {
    watched.asked = now;
    recheck(watched, now).then(
      (code) => {
        if (code) watched.stream.end(code);
        else if (watched.asked === now) watched.context.registry = now;
      },
      (error: unknown) => {
        onFault(error);
        // What the caller may read is not known now; that it is nothing, is not said.
        watched.stream.end('VIEW_UNAVAILABLE');
      },
    );
  }
}
