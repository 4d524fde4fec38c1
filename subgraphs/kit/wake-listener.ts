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

/** After so many beats without a sign a session counts as given up. */
const MISSED_BEATS = 4;
/** How much rarer the lock is asked for than a lost connection is tried again. */
const RETRIES_OF_A_CLAIM = 4;
/** Any number that no program of ours uses as a lock. */
const LOCK = 72_707_391;

const TIMES: ListenerTimes = { heartbeatMs: 5_000, patienceMs: 3_000, retryMs: 250 };

/** What is listened to. */
export interface ListenOptions {
  readonly connection: ClientConfig;
  /** An SQL identifier. */
  readonly channel: string;
  /** Told what a notice says; null: anything may have changed. */
  readonly onNotice: (text: string | null) => void;
  readonly onFault: (error: unknown) => void;
  /** Whether one at a time listens to the channel, of all who are so: the others wait until its session has ended. */
  readonly alone?: boolean;
  readonly times?: ListenerTimes;
}

/**
 * Listens to the notices of a database. What was said while nobody listened is not said again, so `onNotice(null)`, "read
 * everything", follows each time the connection stands, the first included.
 */
export function listenForNotices(options: ListenOptions): WakeListener {
  const { connection, channel, onNotice, onFault, alone = false, times = TIMES } = options;
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

  /** Whatever goes wrong on the way, the connection is given up. */
  const step = (which: Client, work: () => Promise<void>) =>
    work().catch((error: unknown) => {
      lost(which, error);
    });

  function connect(): Promise<void> {
    const fresh = new Client({ ...connection, query_timeout: times.patienceMs });
    client = fresh;
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh, new Error('the listening connection ended')));
    fresh.on('notification', ({ payload }) => onNotice(payload ?? null));
    return step(fresh, async () => {
      await fresh.connect();
      // A session that lost its client without a word would keep the lock: the server ends it.
      if (alone) await fresh.query(`SET idle_session_timeout = ${times.heartbeatMs * MISSED_BEATS}`);
      await listen(fresh);
    });
  }

  /** At once, or as soon as nobody else does. */
  const listen = (which: Client): Promise<void> =>
    step(which, async () => {
      if (alone && !(await takeLock(which, channel))) {
        again(times.retryMs * RETRIES_OF_A_CLAIM, () => listen(which));
        return;
      }
      await which.query(`LISTEN ${channel}`);
      onNotice(null);
      again(times.heartbeatMs, () => beat(which));
    });

  /** A connection that broke without a word would listen for ever. */
  const beat = (which: Client): Promise<void> =>
    step(which, async () => {
      await which.query('SELECT 1');
      again(times.heartbeatMs, () => beat(which));
    });

  void connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}

/** Whether this session listens to the channel for all. It does until it ends. */
async function takeLock(client: Client, channel: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken',
    [LOCK, channel],
  );
  return rows[0]?.taken === true;
}
