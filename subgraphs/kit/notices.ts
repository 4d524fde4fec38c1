import type { NoticeBus } from './notice-bus.ts';
import { listenForNotices, type ListenOptions, type WakeListener } from './wake-listener.ts';

/** What is listened to: with a direct connection, for a pooler that shares sessions passes no notices on. */
export interface NoticeOptions extends Omit<ListenOptions, 'alone'> {
  /** Between the program's replicas; left out, each listens to the database for itself. */
  readonly bus?: NoticeBus | undefined;
}

/**
 * Hears of the notices of a database. With a bus, one of the program's replicas listens to the database for all and passes
 * on what it hears; which one, a lock of the database decides, so that another takes over when its session ends.
 */
export function followNotices({ bus, ...options }: NoticeOptions): WakeListener {
  if (bus === undefined) return listenForNotices(options);
  bus.hear(options.channel, options.onNotice);
  return listenForNotices({
    ...options,
    onNotice: (text) => bus.publish(options.channel, text),
    alone: true,
  });
}
