import type { Context } from '../context.ts';
import { latestOf } from './publication-rules.ts';

/**
 * Passes on what was found, and counts it as read where another company is given it: by the line of the ledger that
 * opened it.
 */
export function counted<Found>(context: Context, disclosureId: string, found: Found | null): Found | null {
  if (found !== null) context.countRead(disclosureId);
  return found;
}

/** The same for an agent or a person that was asked for by its own id: counted by the latest line that opens it. */
export async function countedColleague<Row extends { readonly id: string }>(
  context: Context,
  row: Row | null,
): Promise<Row | null> {
  if (row === null || context.principal.kind !== 'foreign') return row;
  const line = latestOf(await context.loaders().publicationsOfColleague.load(row.id));
  return line === null ? row : counted(context, line.participantId, row);
}
