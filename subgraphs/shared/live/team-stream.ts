import { sequenceKey, writeCursor } from '#subgraphs/kit/connection.ts';
import { streamEnd } from '#subgraphs/kit/errors.ts';
import type { Round } from '#subgraphs/kit/wakes.ts';
import type { Transaction } from '../database.ts';
import { readMessagesOfTeam, type MessageRow } from '../messages/message-store.ts';
import { readParticipantsById, type ParticipantRow } from '../participants/participant-store.ts';
import type { LiveSource } from './live-source.ts';
import type { LiveEventRow } from './live-event.ts';
import {
  readFollowed,
  readTeamStanding,
  readThreadStanding,
  type FollowedEvent,
  type Standing,
} from './live-store.ts';

/** What is followed: a team, or one thread. */
export interface Followed {
  readonly kind: 'team' | 'thread';
  readonly id: string;
}

/** Events read at once. */
const BATCH = 100;

/** The same for all callers of a company. */
interface Portion {
  readonly standing: Standing | null;
  readonly events: readonly FollowedEvent[];
  readonly messages: ReadonlyMap<string, MessageRow>;
  readonly authors: ReadonlyMap<string, ParticipantRow>;
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
        const portion = await readPortion(source, followed, place, round);
        const { standing, events } = portion;
        if (standing === null) throw streamEnd('ACCESS_ENDED');
        ({ teamId } = standing);
        // From now on: what was there before is not this stream's.
        place ??= standing.head;
        place = events.at(-1)?.sequence ?? place;
        const told = events.filter((event) => isOf(event, followed));
        if (told.length > 0) yield told.map((event) => toLiveEvent(event, portion));
        more = events.length === BATCH;
        if (
          events.some(({ endsSubject }) => endsSubject === source.reader.subject) ||
          (!more && !standing.isIn)
        )
          throw streamEnd('ACCESS_ENDED');
      }
    }
  } finally {
    ear.close();
  }
}

/** Read once for all streams of the round that stand at the same place, whoever of the company reads them. */
function readPortion(
  { company, companyKey, read }: LiveSource,
  { kind, id }: Followed,
  after: number | null,
  round: Round,
): Promise<Portion> {
  return round.once(JSON.stringify([companyKey, kind, id, after]), () =>
    read(async (transaction) => {
      const standingOf = kind === 'team' ? readTeamStanding : readThreadStanding;
      const standing = await standingOf(company, transaction, id);
      if (standing === null || after === null) return { ...OF_NOTHING, standing, events: [] };
      const place = { teamId: standing.teamId, after };
      const events = await readFollowed(company, transaction, place, BATCH);
      return {
        ...(await readWhatTheyAreOf(company, transaction, standing.teamId, events)),
        standing,
        events,
      };
    }),
  );
}

const OF_NOTHING = {
  messages: new Map<string, MessageRow>(),
  authors: new Map<string, ParticipantRow>(),
};

async function readWhatTheyAreOf(
  company: string,
  transaction: Transaction,
  teamId: string,
  events: readonly FollowedEvent[],
): Promise<Pick<Portion, 'messages' | 'authors'>> {
  const ids = [...new Set(events.flatMap(({ messageId }) => messageId ?? []))];
  if (ids.length === 0) return OF_NOTHING;
  const messages = await readMessagesOfTeam(company, transaction, teamId, ids);
  const writers = [...new Set(messages.map(({ authorId }) => authorId))];
  const authors = await readParticipantsById(company, transaction, writers);
  const byId = <Row extends { readonly id: string }>(rows: readonly Row[]) =>
    new Map(rows.map((row) => [row.id, row]));
  return { messages: byId(messages), authors: byId(authors) };
}

/** The company of each begins or ceases to read what is said from here on: whoever writes has to know. */
const OF_READERS: ReadonlySet<string> = new Set(['COMPANY_JOINED', 'COMPANY_LEFT', 'COMPANY_REMOVED']);

function isOf(event: FollowedEvent, { kind, id }: Followed): boolean {
  const { threadId, isHeard, shownIn } = event;
  return (
    kind === 'team' || (threadId === id && isHeard) || shownIn.includes(id) || OF_READERS.has(event.kind)
  );
}

function toLiveEvent(event: FollowedEvent, { messages, authors }: Portion): LiveEventRow {
  const message = messages.get(event.messageId ?? '') ?? null;
  const author = authors.get(message?.authorId ?? '') ?? null;
  return { cursor: writeCursor(sequenceKey, event.sequence), event, message, author };
}
