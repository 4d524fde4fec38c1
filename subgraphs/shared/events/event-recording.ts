import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { EventContent } from './event-kinds.ts';
import type { EventRow } from './event-rules.ts';
import { appendEvent, appendEvents } from './event-store.ts';
import { postsAmong } from './post-rates.ts';

/**
 * Records what the caller's company changes in a team: call it in the write's transaction, and use the event's
 * `sequence` and `at` for the rows that the change touches.
 *
 * @throws PostedTooMuch where the company or its participant has changed too much of late
 */
export function recordEvent(
  context: Context,
  transaction: Transaction,
  change: EventContent & { readonly teamId: string; readonly actor: string | null },
): Promise<EventRow> {
  const { company, ids, postLimits } = context;
  const draft = { ...change, company, id: ids.shared('evt'), at: context.now() };
  return appendEvent(transaction, draft, postsAmong(company, postLimits, [change]));
}

/** Records several changes of one team at once, in their order, all of one instant; see {@link recordEvent}. */
export function recordEvents(
  { company, ids, now, postLimits }: Context,
  transaction: Transaction,
  teamId: string,
  changes: readonly (EventContent & { readonly actor: string | null })[],
): Promise<EventRow[]> {
  const at = now();
  const drafts = changes.map((change) => ({ ...change, company, id: ids.shared('evt'), at }));
  return appendEvents(transaction, teamId, drafts, postsAmong(company, postLimits, changes));
}
