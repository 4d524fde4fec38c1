import type { Round } from '#subgraphs/kit/wakes.ts';
import { writeInboxCursor, type InboxPlace } from './inbox-cursor.ts';
import type { InboxReason, InboxRow } from './live-event.ts';
import type { LiveSource } from './live-source.ts';
import { readHeads, readOpenInvitations, readStreamed, type StreamedEvent } from './live-store.ts';

/** Events of each team read at once. */
const BATCH = 50;

/**
 * What concerns the caller after a place in its inbox, and from then on as it happens. Teams that the company has
 * joined since then are read from the joining on; of those that it has left, what it may still read.
 *
 * @param after null: from now on
 */
export async function* followInbox(
  source: LiveSource,
  after: InboxPlace | null,
): AsyncGenerator<readonly InboxRow[], void> {
  let place = after;
  const ear = source.listen(({ teamId, ofMembers }) => ofMembers || place?.teams.has(teamId) === true);
  try {
    for (let round = await ear.next(); round !== null; round = await ear.next()) {
      for (let more = true; more;) {
        const found = await readPortion(source, place, round);
        const { rows, next } = sortOut(found, found.from);
        place = next;
        if (rows.length > 0) yield rows;
        more = isFull(found.events);
      }
    }
  } finally {
    ear.close();
  }
}

interface Portion {
  /** Where the portion begins: the place before, with the teams joined since. */
  readonly from: InboxPlace;
  readonly events: readonly StreamedEvent[];
  readonly open: readonly string[];
}

function readPortion(source: LiveSource, place: InboxPlace | null, round: Round): Promise<Portion> {
  const { company, reader } = source;
  const key = JSON.stringify([source.key, 'inbox', place && writeInboxCursor(place)]);
  return round.once(key, () =>
    source.read(async (transaction) => {
      const heads = await readHeads(company, transaction);
      const open = await readOpenInvitations(company, transaction);
      if (place === null) {
        const teams = new Map(heads.map(({ teamId, head }) => [teamId, head]));
        return { from: { teams, invitations: new Set(open) }, events: [], open };
      }
      const joined = heads.filter(({ teamId }) => !place.teams.has(teamId));
      const teams = new Map([
        ...place.teams,
        ...joined.map(({ teamId, from }) => [teamId, from - 1] as const),
      ]);
      const places = [...teams].map(([teamId, sequence]) => ({ teamId, after: sequence }));
      const events = await readStreamed(reader, transaction, places, BATCH);
      return {
        from: { teams: forgetLeft(teams, heads, events), invitations: place.invitations },
        events,
        open,
      };
    }),
  );
}

/** A team that was left and is read to its end is of no use in a cursor, which would grow for ever. */
function forgetLeft(
  teams: ReadonlyMap<string, number>,
  heads: readonly { readonly teamId: string }[],
  events: readonly StreamedEvent[],
): Map<string, number> {
  const kept = new Set([...heads, ...events].map(({ teamId }) => teamId));
  return new Map([...teams].filter(([teamId]) => kept.has(teamId)));
}

function isFull(events: readonly StreamedEvent[]): boolean {
  const counts = new Map<string, number>();
  for (const { teamId } of events) counts.set(teamId, (counts.get(teamId) ?? 0) + 1);
  return [...counts.values()].includes(BATCH);
}

/** What of a portion is told, each with the place after it. */
function sortOut({ events, open }: Portion, from: InboxPlace): { rows: InboxRow[]; next: InboxPlace } {
  const teams = new Map(from.teams);
  // Those that are closed are forgotten with the next that is told.
  const invitations = new Set(open.filter((id) => from.invitations.has(id)));
  const rows: InboxRow[] = [];
  const cursor = () => writeInboxCursor({ teams, invitations });
  for (const event of events) {
    teams.set(event.teamId, event.sequence);
    const reason = reasonOf(event);
    if (reason === null) continue;
    rows.push({ cursor: cursor(), reason, event, messageId: event.messageId, invitationId: null });
  }
  for (const id of open) {
    if (invitations.has(id)) continue;
    invitations.add(id);
    rows.push({ cursor: cursor(), reason: 'INVITATION', event: null, messageId: null, invitationId: id });
  }
  return { rows, next: { teams, invitations } };
}

function reasonOf({ kind, isHeard, isOwn, mentions, answers }: StreamedEvent): InboxReason | null {
  if (kind !== 'MESSAGE_POSTED' || !isHeard || isOwn) return null;
  if (mentions) return 'MENTION';
  return answers ? 'REPLY' : 'MESSAGE';
}
