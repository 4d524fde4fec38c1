import type { GatewaySettings } from './config.ts';
import type { Caller } from './context.ts';
import { createEventHandler, type EventHandler } from './http/event-stream.ts';
import type { ReadOperation } from './http/graphql-handler.ts';
import type { Strangers } from './http/strangers.ts';
import { createSocketServer, type SocketServer } from './http/websocket.ts';
import { USUAL_RATES } from './limits/rate-table.ts';
import { createRecheck, createStreamPipeline, type Stages } from './pipeline.ts';
import { createStreamCounts } from './subscriptions/stream-counts.ts';
import { createSubscriptions, tokenEnd } from './subscriptions/subscriptions.ts';

/** The gateway's streams, by both transports. */
export interface Streaming {
  readonly events: EventHandler;
  readonly upgrade: SocketServer['upgrade'];
  /** Streams that are open. */
  readonly count: () => number;
  /** Ends every stream with the word that its reader may go on elsewhere, and closes every socket. */
  drain(): Promise<void>;
}

/** Joins the stages to what serves streams. */
export function createStreaming(options: {
  readonly settings: GatewaySettings;
  readonly stages: Stages;
  readonly read: ReadOperation;
  readonly strangers: Strangers;
  /** Null for nobody. */
  readonly callerOf: (authorization: string | undefined) => Promise<Caller | null>;
}): Streaming {
  const { settings, stages, read, callerOf, strangers } = options;
  const { rates: usual = USUAL_RATES } = settings;
  const { registry, clock, logger, meters } = stages;
  const subscriptions = createSubscriptions({
    clock,
    registry: () => registry.current(),
    recheck: createRecheck(stages),
    stallMs: settings.streamStallMs,
    count: createStreamCounts({ all: settings.maxStreams, usual }),
    onFault: (error) => logger.error({ reason: String(error) }, 'a stream could not be checked'),
    onEnd: (end) => {
      meters.streamEnded(end.code);
      logger.info(end, 'a stream has ended');
    },
  });
  const open = createStreamPipeline(stages, subscriptions);
  const sockets = createSocketServer({
    open,
    mayStay: async (authorization) => {
      const caller = await callerOf(authorization);
      return caller && tokenEnd(caller) - clock();
    },
    maxOperations: usual.callerStreams,
    maxBytes: settings.maxBodyBytes,
    maxSockets: settings.maxStreams,
    onFault: (error) => logger.error({ reason: String(error) }, 'a socket failed'),
  });
  return {
    events: createEventHandler(read, open, strangers),
    upgrade: sockets.upgrade,
    count: subscriptions.count,
    async drain() {
      subscriptions.drain();
      await sockets.close();
    },
  };
}
