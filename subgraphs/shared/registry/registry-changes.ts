import { Client } from 'pg';
import { poolOptions } from '#prisma/database.ts';

/** What the database tells of the registry, whichever program changed it. */
export interface RegistryChanges {
  /** Resolves with `changed` at the next change, and with `none` when the signal ends first, or the program does. */
  next(until: AbortSignal): Promise<'changed' | 'none'>;
  stop(): Promise<void>;
}

/** See the trigger of prisma/shared/migrations/20261122220000_schema_versions. */
const CHANNEL = 'registry_changed';
/** How long after a lost connection another is tried, in milliseconds. */
const RETRY_MS = 1000;

/**
 * Listens on a connection of its own. What was told while there was none is not told again, so a new connection counts as
 * a change: whoever waits looks for itself.
 */
export function followRegistryChanges(
  databaseUrl: string,
  onFault: (error: unknown) => void,
): RegistryChanges {
  const waiting = new Set<(outcome: 'changed' | 'none') => void>();
  const tell = (outcome: 'changed' | 'none') => {
    for (const wake of [...waiting]) wake(outcome);
  };
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let client: Client | null = null;

  function lost(gone: Client, error: unknown): void {
    if (stopped || client !== gone) return;
    client = null;
    onFault(error);
    void gone.end().catch(() => undefined);
    timer = setTimeout(connect, RETRY_MS).unref();
  }

  function connect(): void {
    const fresh = new Client({
      ...poolOptions(databaseUrl, { applicationName: 'agent-network-shared-listener' }),
      // The connection is idle for as long as nothing changes.
      keepAlive: true,
    });
    client = fresh;
    fresh.on('notification', () => tell('changed'));
    fresh.on('error', (error) => lost(fresh, error));
    fresh.on('end', () => lost(fresh, new Error('the connection ended')));
    fresh
      .connect()
      .then(() => fresh.query(`LISTEN ${CHANNEL}`))
      .then(
        () => tell('changed'),
        (error: unknown) => lost(fresh, error),
      );
  }

  connect();
  return {
    next: (until) =>
      new Promise((resolve) => {
        const wake = (outcome: 'changed' | 'none') => {
          waiting.delete(wake);
          until.removeEventListener('abort', end);
          resolve(outcome);
        };
        const end = () => wake('none');
        if (stopped || until.aborted) {
          resolve('none');
          return;
        }
        waiting.add(wake);
        until.addEventListener('abort', end);
      }),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      tell('none');
      await client?.end().catch(() => undefined);
    },
  };
}
