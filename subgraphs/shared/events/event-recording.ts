import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { EventContent } from './event-kinds.ts';
import type { EventRow } from './event-rules.ts';
import { appendEvent, appendEvents } from './event-store.ts';

/**
 * Records what the caller's company changes in a team: call it in the write's transaction, and use the event's
 * `sequence` and `at` for the rows that the change touches.
 */
export function recordEvent(
  context: Context,
  transaction: Transaction,
  change: EventContent & { readonly teamId: string; readonly actor: string | null },
): Promise<EventRow> {
  const { company, ids } = context;
  return appendEvent(transaction, { ...change, company, id: ids.shared('evt'), at: context.now() });
}

/** Records several changes of one team at once, in their order, all of one instant; see {@link recordEvent}. */
export function recordEvents(
  { company, ids, now }: Context,
  transaction: Transaction,
  teamId: string,
  changes: readonly (EventContent & { readonly actor: string | null })[],
): Promise<EventRow[]> {
  const at = now();
  const drafts = changes.map((change) => ({ ...change, company, id: ids.shared('evt'), at }));
  return appendEvents(transaction, teamId, drafts);
}
