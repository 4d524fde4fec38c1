import { isIdOf } from '#schema/wire/ids.ts';
import { mayPostIn } from '../access/reach-rules.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { findWriter } from '../participants/participant-store.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import { lockTeam } from '../teams/team-lock.ts';
import {
  rosterOfThread,
  standingOfThread,
  type RosterRow,
  type ThreadStanding,
} from './thread-audience-store.ts';
import { readThreadsById, type ThreadRow } from './thread-store.ts';

/** A thread as a write finds it, with the team's lock held: what is said here is true until the write is done. */
export interface ThreadScene {
  readonly thread: ThreadRow;
  readonly writer: { readonly id: string; readonly isSteward: boolean };
  readonly standing: ThreadStanding;
  readonly roster: readonly RosterRow[];
}

/** The thread, if the caller's company may read it; otherwise `NOT_FOUND`. */
export async function visibleThread(
  company: string,
  transaction: Transaction,
  id: string,
): Promise<ThreadRow> {
  const [thread] = isIdOf(id, 'thr') ? await readThreadsById(company, transaction, [id]) : [];
  if (thread === undefined) throw new Refusal('NOT_FOUND', 'There is no such thread.', 'threadId');
  return thread;
}

/** Takes the team's lock and finds how the thread stands, and as whom the caller writes; `NOT_PERMITTED` if as nobody. */
export async function enterThread(
  context: Context,
  transaction: Transaction,
  thread: ThreadRow,
): Promise<ThreadScene> {
  if (!mayPostIn(context.reach, thread))
    throw new Refusal('NOT_PERMITTED', 'Your permissions do not let you write here.');
  await lockTeam(transaction, thread.teamId);
  const writer = await findWriter(context.company, transaction, thread.teamId, context.caller);
  if (writer === null)
    throw new Refusal('NOT_PERMITTED', 'Only participants of the team write in its threads.');
  const standing = await standingOfThread(transaction, thread.id);
  const roster = standing.visibility === 'OPEN' ? [] : await rosterOfThread(transaction, thread.id);
  return { thread, writer, standing, roster };
}

/** Refuses those whose company does not read the thread as it is now. */
export function mustReadOn({ standing, roster }: ThreadScene, company: string): void {
  if (standing.visibility === 'RESTRICTED' && !roster.some(({ companySlug }) => companySlug === company))
    throw new Refusal('NOT_PERMITTED', 'The thread is restricted, and your company is not in it.');
}

/** Refuses what needs a voice in the thread: closed to all, and restricted to those on the roster. */
export function mustHaveVoice({ standing, roster, writer }: ThreadScene): void {
  if (standing.state === 'CLOSED') throw new Refusal('NOT_PERMITTED', 'The thread is closed.');
  if (
    standing.visibility === 'RESTRICTED' &&
    !roster.some(({ participantId }) => participantId === writer.id)
  )
    throw new Refusal('NOT_PERMITTED', 'The thread is restricted, and you are not on its roster.');
}
