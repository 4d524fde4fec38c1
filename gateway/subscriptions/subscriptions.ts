import { decodeJwt } from 'jose';
import type { Clock } from '#schema/wire/signatures.ts';
import type {
  Answer,
  LiveStream,
  Operation,
  RegistrySnapshot,
  RequestContext,
  Snapshot,
} from '../context.ts';
import type { ErrorCode } from '../errors.ts';
import { createLiveStream } from './live-stream.ts';
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
}

/** The streams that are open. */
export interface Subscriptions {
  /** Opens a stream; an answer alone, or a code, where it is refused; null where the operation is no subscription. */
  open(admitted: Admitted): Promise<Answer | LiveStream | ErrorCode | null>;
  /** Ends all, each with the word that its reader may go on elsewhere; opens no more. */
  drain(): void;
}

interface Watched extends Admitted {
  readonly stream: LiveStream;
  /** Of the caller's token, in milliseconds. */
  readonly expiresAt: number;
  registry: RegistrySnapshot;
}

/** How often every open stream is looked at: its end comes no later than this. */
const LOOK_MS = 250;

/** Opens streams, watches over them, and ends them in time. */
export function createSubscriptions(options: SubscriptionOptions): Subscriptions {
  const { count, stallMs } = options;
  const open = new Set<Watched>();
  let draining = false;
  let timer: NodeJS.Timeout | undefined;

  function watch(admitted: Admitted, stream: LiveStream): () => void {
    const { caller, registry } = admitted.context;
    const expiresAt = (decodeJwt(caller.token).exp ?? 0) * 1000;
    const watched = { ...admitted, stream, expiresAt, registry };
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
    async open(admitted) {
      const { snapshot, operation, context } = admitted;
      if (!snapshot.subscribe) return null;
      if (draining) return 'SERVER_DRAINING';
      const release = count(context.caller);
      if (!release) return 'TOO_MANY_STREAMS';
      const ending = new AbortController();
      const opened = await snapshot.subscribe(operation, context, ending.signal).catch((error: unknown) => {
        release();
        throw error;
      });
      if (opened === null || 'body' in opened) {
        release();
        return opened;
      }
      const whenClosed = [release];
      const stream = createLiveStream(opened, {
        stallMs,
        stop: () => ending.abort(),
        onFault: (error) =>
          context.onFault({ detail: error instanceof Error ? error.message : String(error) }),
        onClose: () => whenClosed.forEach((step) => step()),
      });
      whenClosed.push(watch(admitted, stream));
      return stream;
    },
    drain() {
      draining = true;
      for (const { stream } of [...open]) stream.end('SERVER_DRAINING');
    },
  };
}

/** Ends a stream whose time is up. */
function lookAt(watched: Watched, { clock, registry, recheck, onFault }: SubscriptionOptions): void {
  const now = registry();
  if (clock() >= watched.expiresAt) watched.stream.end('TOKEN_EXPIRED');
  else if (now && now !== watched.registry) {
    watched.registry = now;
    recheck(watched, now).then(
      (code) => code && watched.stream.end(code),
      (error: unknown) => {
        onFault(error);
        watched.stream.end('ACCESS_ENDED');
      },
    );
  }
}
