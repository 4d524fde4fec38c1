import { poolOptions } from '#prisma/database.ts';
import type { NoticeBus } from '#subgraphs/kit/notice-bus.ts';
import { followNotices } from '#subgraphs/kit/notices.ts';

/** What the database tells of the registry, whichever program changed it. */
export interface RegistryChanges {
  /** Resolves with `changed` at the next change, and with `none` when the signal ends first, or the program does. */
  next(until: AbortSignal): Promise<'changed' | 'none'>;
  stop(): Promise<void>;
}

/** See the trigger of prisma/shared/migrations/20261122220000_schema_versions. */
const CHANNEL = 'registry_changed';

/** A notice that may stand for one that was missed counts as a change: whoever waits looks for itself. */
export function followRegistryChanges(
  databaseUrl: string,
  onFault: (error: unknown) => void,
  bus?: NoticeBus,
): RegistryChanges {
  const waiting = new Set<(outcome: 'changed' | 'none') => void>();
  const tell = (outcome: 'changed' | 'none') => {
    for (const wake of [...waiting]) wake(outcome);
  };
  let stopped = false;
  const listener = followNotices({
    connection: poolOptions(databaseUrl, { applicationName: 'agent-network-shared-listener' }),
    ...{ channel: CHANNEL, onNotice: () => tell('changed'), onFault, bus },
  });
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
      tell('none');
      await listener.stop();
    },
  };
}
