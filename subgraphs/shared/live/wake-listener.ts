import { Client } from 'pg';
import { poolOptions } from '#prisma/database.ts';
import { TEAM_EVENTS_CHANNEL } from '../events/event-notice.ts';

/** A connection of its own that hears of every event as it is committed. */
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
 * Listens to the notices of the log. What was said while nobody listened is not said again, so `onNotice(null)`, "read
 * everything", follows each time the connection stands, the first included.
 */
export function listenForEvents(options: {
  readonly url: string;
  /** Told what a notice says; null: any team may have changed. */
  readonly onNotice: (text: string | null) => void;
  readonly onFault: (error: unknown) => void;
  readonly times?: ListenerTimes;
}): WakeListener {
  const { url, onNotice, onFault, times = TIMES } = options;
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
    const connection = poolOptions(url, { applicationName: NAME });
    const fresh = new Client({ ...connection, query_timeout: times.patienceMs });
    client = fresh;
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh, new Error('the listening connection ended')));
    fresh.on('notification', ({ payload }) => onNotice(payload ?? null));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${TEAM_EVENTS_CHANNEL}`);
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

/** Shown by PostgreSQL in `pg_stat_activity`. */
const NAME = 'agent-network-shared-listener';
