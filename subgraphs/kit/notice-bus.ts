import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeliverPolicy,
  DiscardPolicy,
  jetstream,
  jetstreamManager,
  StorageType,
  type ConsumerMessages,
} from '@nats-io/jetstream';
import { connect, type ConnectionOptions, type NatsConnection } from '@nats-io/transport-node';
import type { Logger } from './logger.ts';

/** Where the bus is. */
export interface BusSettings {
  /** `nats://` or `tls://`, with a user and a password, or a token, if it wants any. */
  readonly url: string;
  /** The authority that the bus's certificate is of; left out: those that Node knows. */
  readonly caFile?: string;
}

/** Carries notices between the replicas of one program. They hold ids alone, and a lost one costs time and nothing else. */
export interface NoticeBus {
  /** Passes a notice on; what cannot be passed on now is made up for later by one that means everything. Never throws. */
  publish(channel: string, text: string | null): void;
  /** Hears of every notice from now on; null: anything may have changed. So it begins, and so it goes on after an outage. */
  hear(channel: string, onNotice: (text: string | null) => void): void;
  stop(): Promise<void>;
}

/** Between attempts, and for how long an answer of the bus is waited for, in milliseconds. */
const RETRY_MS = 250;
const PATIENCE_MS = 2_000;
const NANOSECONDS = 1_000_000;
/** Notices are kept for those who lose their connection for a moment, in memory; whoever is away longer reads everything. */
const KEPT = { max_age: 60_000 * NANOSECONDS, max_msgs: 100_000, duplicate_window: 2_000 * NANOSECONDS };

/** The bus of a program's settings, if they name one. */
export function openBus(
  settings: BusSettings | undefined,
  owner: string,
  logger: Pick<Logger, 'warn'>,
): NoticeBus | undefined {
  if (settings === undefined) return undefined;
  return createNoticeBus(settings, owner, (error) =>
    logger.warn({ reason: String(error) }, 'the event bus is away'),
  );
}

/**
 * A bus on NATS JetStream. Nothing waits for it: a program starts and goes on without it.
 *
 * @param owner whose notices they are, `shared` or `company-<slug>`: its subjects and its stream carry this name
 * @param onFault told when it is away, without the address's credentials
 */
export function createNoticeBus(
  settings: BusSettings,
  owner: string,
  onFault: (error: unknown) => void,
): NoticeBus {
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = () => sleep(RETRY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  const fault = (error: unknown) => {
    if (!signal.aborted) onFault(error);
  };
  const connected = connectUntil(settings, pause, signal, fault);
  const line: Line = { stream: `agent-network-${owner}`, connected, signal, pause, fault };
  return {
    publish: createPublishing(line),
    hear: createHearing(line),
    async stop() {
      stopping.abort();
      await (await connected)?.close();
    },
  };
}

/** What both directions need. */
interface Line {
  readonly stream: string;
  /** Null: the program has stopped before there was any. */
  readonly connected: Promise<NatsConnection | null>;
  readonly signal: AbortSignal;
  readonly pause: () => Promise<void>;
  readonly fault: (error: unknown) => void;
}

function createPublishing({ stream, connected, signal, pause, fault }: Line): NoticeBus['publish'] {
  const owed = new Set<string>();

  async function send(channel: string, text: string): Promise<void> {
    const connection = await connected;
    if (connection !== null)
      await jetstream(connection).publish(`${stream}.${channel}`, text, { timeout: PATIENCE_MS });
  }

  /** Says that anything may have changed, as soon as it can be said. */
  async function makeUpFor(channel: string): Promise<void> {
    for (let sent = false; !sent && !signal.aborted;) {
      await pause();
      const connection = await connected;
      if (connection === null) return;
      sent = await ensureStream(connection, stream)
        .then(() => {
          // What comes from now on is no longer made up for by this one.
          owed.delete(channel);
          return send(channel, '');
        })
        .then(
          () => true,
          () => false,
        );
      if (!sent) owed.add(channel);
    }
  }

  return (channel, text) => {
    if (owed.has(channel)) return;
    send(channel, text ?? '').catch((error: unknown) => {
      if (owed.has(channel)) return;
      owed.add(channel);
      fault(error);
      void makeUpFor(channel);
    });
  };
}

function createHearing({ stream, connected, signal, pause, fault }: Line): NoticeBus['hear'] {
  const hearing = new Set<ConsumerMessages>();
  // Whoever was cut off has missed something: it begins anew.
  const beginAnew = () => {
    for (const messages of hearing) void messages.close();
  };
  void connected.then((connection) => connection && onReconnect(connection, beginAnew));

  async function hearOnce(channel: string, onNotice: (text: string | null) => void): Promise<void> {
    const connection = await connected;
    if (connection === null) return;
    const last = await ensureStream(connection, stream);
    const consumer = await jetstream(connection).consumers.get(stream, {
      ...{ filter_subjects: `${stream}.${channel}`, deliver_policy: DeliverPolicy.StartSequence },
      opt_start_seq: last + 1,
    });
    const messages = await consumer.consume();
    hearing.add(messages);
    try {
      // All up to `last` is in the database; all after it is still to be heard.
      onNotice(null);
      for await (const message of messages) onNotice(message.string() || null);
    } finally {
      hearing.delete(messages);
    }
  }

  async function hearOn(channel: string, onNotice: (text: string | null) => void): Promise<void> {
    while (!signal.aborted) {
      await hearOnce(channel, onNotice).catch(fault);
      await pause();
    }
  }
  return (channel, onNotice) => void hearOn(channel, onNotice);
}

/** Gives the sequence of the last notice. The stream is gone whenever the bus starts again. */
async function ensureStream(connection: NatsConnection, name: string): Promise<number> {
  const manager = await jetstreamManager(connection, { timeout: PATIENCE_MS });
  const { state } = await manager.streams.add({
    ...{ name, subjects: [`${name}.>`], storage: StorageType.Memory, discard: DiscardPolicy.Old },
    ...KEPT,
  });
  return state.last_seq;
}

/** Null once the program stops. */
async function connectUntil(
  settings: BusSettings,
  pause: () => Promise<void>,
  signal: AbortSignal,
  onFault: (error: unknown) => void,
): Promise<NatsConnection | null> {
  for (let told = false; ;) {
    const connection = await connectOnce(settings).catch((error: unknown) => {
      if (!told) onFault(error);
      told = true;
      return null;
    });
    if (connection !== null && !signal.aborted) return connection;
    await connection?.close();
    if (signal.aborted) return null;
    await pause();
  }
}

/** Rejects for an authority's file that cannot be read just now, as for a bus that is away. */
async function connectOnce(settings: BusSettings): Promise<NatsConnection> {
  return connect(connectionOptions(settings));
}

async function onReconnect(connection: NatsConnection, again: () => void): Promise<void> {
  for await (const { type } of connection.status()) if (type === 'reconnect') again();
}

/** What the client is told: credentials go beside the address, so that no error of its can quote them. */
export function connectionOptions({ url, caFile }: BusSettings): ConnectionOptions {
  const { protocol, host, username, password } = new URL(url);
  const [user, pass] = [decodeURIComponent(username), decodeURIComponent(password)];
  const credentials = user === '' ? {} : pass === '' ? { token: user } : { user, pass };
  return {
    ...{ servers: [host], name: 'agent-network', ...credentials },
    ...{ maxReconnectAttempts: -1, reconnectTimeWait: RETRY_MS, reconnectJitter: RETRY_MS },
    ...{ timeout: PATIENCE_MS, pingInterval: 5_000, maxPingOut: 2 },
    ...(protocol === 'tls:' ? { tls: caFile === undefined ? {} : { ca: readFileSync(caFile, 'utf8') } } : {}),
  };
}
