import { Client, type ClientConfig } from 'pg';

/** A connection of its own that hears of every notice as it is committed. */
export interface WakeListener {
  stop(): Promise<void>;
}

/** How the listener keeps itself alive, in milliseconds. */
export interface ListenerTimes {
  /** How often the connection is asked whether it lives, and how long it may take to say so. */
  readonly heartbeatMs: number;
  readonly patienceMs: number;
  readonly retryMs: number;
}

const TIMES: ListenerTimes = { heartbeatMs: 5_000, patienceMs: 3_000, retryMs: 250 };

/**
 * Listens to the notices of a database. What was said while nobody listened is not said again, so `onNotice(null)`, "read
 * everything", follows each time the connection stands, the first included.
 */
export function listenForNotices(options: {
  readonly connection: ClientConfig;
  /** An SQL identifier. */
  readonly channel: string;
  /** Told what a notice says; null: anything may have changed. */
  readonly onNotice: (text: string | null) => void;
  readonly onFault: (error: unknown) => void;
  readonly times?: ListenerTimes;
}): WakeListener {
  const { connection, channel, onNotice, onFault, times = TIMES } = options;
  let stopped = false;
  let client: Client | null = null;
  let timer: NodeJS.Timeout | undefined;

  const again = (delay: number, step: () => Promise<void>) => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void step(), delay);
  };

  function lost(which: Client, error: unknown): void {
    if (client !== which) return;
    client = null;
    which.end().catch(() => undefined);
    if (stopped) return;
    onFault(error);
    again(times.retryMs, connect);
  }

  async function connect(): Promise<void> {
    const fresh = new Client({ ...connection, query_timeout: times.patienceMs });
    client = fresh;
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh, new Error('the listening connection ended')));
    fresh.on('notification', ({ payload }) => onNotice(payload ?? null));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${channel}`);
      onNotice(null);
      again(times.heartbeatMs, () => beat(fresh));
    } catch (error) {
      lost(fresh, error);
    }
  }

  /** A connection that broke without a word would listen for ever. */
  async function beat(which: Client): Promise<void> {
    try {
      await which.query('SELECT 1');
      again(times.heartbeatMs, () => beat(which));
    } catch (error) {
      lost(which, error);
    }
  }

  void connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
