import { isIdOf } from '#schema/wire/ids.ts';
import { sequenceKey, writeCursor } from '#subgraphs/kit/connection.ts';
import { streamEnd } from '#subgraphs/kit/errors.ts';
import type { Round } from '#subgraphs/kit/wakes.ts';
import { allows, readablePrivateThreads } from '../access/reach-rules.ts';
import type { Standing } from '../access/standing-store.ts';
import {
  readPrivateEvents,
  type PrivateEventRow,
  type PrivateEvents,
} from '../private-threads/private-event-store.ts';
import type { LiveSource } from './live-source.ts';

/** A change of an internal thread on a stream. */
export interface LivePrivateEvent extends PrivateEventRow {
  readonly cursor: string;
}

/** Events read at once. */
const BATCH = 100;

interface Portion {
  readonly standing: Standing;
  readonly found: PrivateEvents | null;
}

/**
 * The changes of an internal thread after a place in its log, and from then on as they are added. How the caller stands is
 * asked with each portion: one who may not read on gets none of it.
 *
 * @param after null: from now on
 */
export async function* followPrivateThread(
  source: LiveSource,
  company: string,
  privateThreadId: string,
  after: number | null,
): AsyncGenerator<readonly LivePrivateEvent[], void> {
  // What is no id of the company's names nothing, and is looked for all the same.
  const threadId = isIdOf(privateThreadId, 'pth', company) ? privateThreadId : '';
  let place = after;
  // Until it is known who the caller is by the records, everything is heard.
  let callerId: string | null | undefined;
  const ear = source.listen((id) => id === threadId || id === callerId || callerId === undefined);
  try {
    for (let round = await ear.next(); round !== null; round = await ear.next()) {
      for (let more = true; more && !source.isExpired();) {
        const { standing, found } = await readPortion(source, threadId, place, round);
        if (found === null || !allows(readablePrivateThreads(standing.principal), threadId))
          throw streamEnd('ACCESS_ENDED');
        callerId = standing.actor?.id ?? null;
        source.readAs(standing.principal);
        // From now on: what was there before is not this stream's.
        place ??= found.head;
        place = found.events.at(-1)?.sequence ?? place;
        if (found.events.length > 0) yield found.events.map(toLiveEvent);
        more = found.events.length === BATCH;
      }
    }
    if (source.isExpired()) throw streamEnd('TOKEN_EXPIRED');
  } finally {
    ear.close();
  }
}

function readPortion(
  source: LiveSource,
  threadId: string,
  after: number | null,
  round: Round,
): Promise<Portion> {
  return round.once(JSON.stringify([source.key, threadId, after]), () =>
    source.read((db) => readPrivateEvents(db, threadId, { after, limit: BATCH })),
  );
}

function toLiveEvent(event: PrivateEventRow): LivePrivateEvent {
  return { ...event, cursor: writeCursor(sequenceKey, event.sequence) };
}
