import { sequenceKey, writeCursor } from '#subgraphs/kit/connection.ts';
import { streamEnd } from '#subgraphs/kit/errors.ts';
import type { Round } from '#subgraphs/kit/wakes.ts';
import type { LiveSource } from './live-source.ts';
import type { LiveEventRow } from './live-event.ts';
import {
  readStreamed,
  readTeamStanding,
  readThreadStanding,
  type Standing,
  type StreamedEvent,
} from './live-store.ts';

/** What is followed: a team, or one thread. */
export interface Followed {
  readonly kind: 'team' | 'thread';
  readonly id: string;
}

/** Events read at once. */
const BATCH = 100;

interface Portion {
  readonly standing: Standing | null;
  readonly events: readonly StreamedEvent[];
}

/**
 * The events of a team or a thread after a place in the team's log, and from then on as they are added. Whether the
 * caller may read on is asked with each portion; one who may not is given what is still its own, and then the end.
 *
 * @param after null: from now on
 */
export async function* followTeam(
  source: LiveSource,
  followed: Followed,
  after: number | null,
): AsyncGenerator<readonly LiveEventRow[], void> {
  let place = after;
  let teamId = '';
  const ear = source.listen((notice) => teamId === '' || notice.teamId === teamId);
  try {
    for (let round = await ear.next(); round !== null; round = await ear.next()) {
      for (let more = true; more;) {
        const { standing, events } = await readPortion(source, followed, place, round);
        if (standing === null) throw streamEnd('ACCESS_ENDED');
        ({ teamId } = standing);
        // From now on: what was there before is not this stream's.
        place ??= standing.head;
        place = events.at(-1)?.sequence ?? place;
        const told = events.filter((event) => isOf(event, followed));
        if (told.length > 0) yield told.map(toLiveEvent);
        more = events.length === BATCH;
        if (events.some(({ endsCaller }) => endsCaller) || (!more && !standing.isIn))
          throw streamEnd('ACCESS_ENDED');
      }
    }
  } finally {
    ear.close();
  }
}

function readPortion(
  source: LiveSource,
  { kind, id }: Followed,
  after: number | null,
  round: Round,
): Promise<Portion> {
  const { company, reader } = source;
  return round.once(JSON.stringify([source.key, kind, id, after]), () =>
    source.read(async (transaction) => {
      const standingOf = kind === 'team' ? readTeamStanding : readThreadStanding;
      const standing = await standingOf(company, transaction, id);
      if (standing === null || after === null) return { standing, events: [] };
      const places = [{ teamId: standing.teamId, after }];
      return { standing, events: await readStreamed(reader, transaction, places, BATCH) };
    }),
  );
}

function isOf({ threadId, isHeard }: StreamedEvent, { kind, id }: Followed): boolean {
  return kind === 'team' || (threadId === id && isHeard);
}

function toLiveEvent(event: StreamedEvent): LiveEventRow {
  return { cursor: writeCursor(sequenceKey, event.sequence), event, messageId: event.messageId };
}
