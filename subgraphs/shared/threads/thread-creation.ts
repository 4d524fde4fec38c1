import { isIdOf } from '#schema/wire/ids.ts';
import { mayOpenThreadsIn } from '../access/reach-rules.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { findWriter } from '../participants/participant-store.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { freeSlug, slugFrom } from '#subgraphs/kit/slug-rules.ts';
import { lockTeam } from '../teams/team-lock.ts';
import { readTeamsById } from '../teams/team-store.ts';
import { threadInputErrors, type ThreadName } from '#subgraphs/kit/thread-rules.ts';
import { insertThread, readThreadSlugs, type ThreadRow } from './thread-store.ts';

/** What `createThread` is asked for. */
export interface ThreadInput extends ThreadName {
  readonly teamId: string;
}

/** Opens a thread in a team in which the caller is a participant. */
export async function createThread(context: Context, input: ThreadInput): Promise<Outcome<ThreadRow>> {
  return outcomeOf(threadInputErrors(input), () =>
    context.write((transaction) => writeThread(context, transaction, input)),
  );
}

async function writeThread(
  context: Context,
  transaction: Transaction,
  input: ThreadInput,
): Promise<ThreadRow> {
  const teamId = await visibleTeam(context.company, transaction, input.teamId);
  if (!mayOpenThreadsIn(context.reach, teamId))
    throw new Refusal('NOT_PERMITTED', 'Your permissions do not let you open threads here.');
  await lockTeam(transaction, teamId);
  const creator = await findWriter(context.company, transaction, teamId, context.caller);
  if (creator === null)
    throw new Refusal('NOT_PERMITTED', 'Only participants of the team open threads in it.');
  return openNewThread(context, transaction, creator.id, { ...input, id: context.ids.shared('thr') });
}

/**
 * Opens a thread in the name of a participant who may, with the team's lock held.
 *
 * @throws Refusal `CONFLICT` when its id, or the slug that is asked for, is in use
 */
export async function openNewThread(
  context: Context,
  transaction: Transaction,
  creatorId: string,
  input: ThreadInput & { readonly id: string },
): Promise<ThreadRow> {
  const { id, teamId, title } = input;
  const slug = await chooseSlug(transaction, input);
  const { sequence, at } = await recordEvent(context, transaction, {
    teamId,
    actor: creatorId,
    kind: 'THREAD_CREATED',
    payload: { threadId: id, slug, title },
  });
  const thread = { id, teamId, slug, title, createdSequence: sequence, createdAt: at };
  if (!(await insertThread(transaction, thread, creatorId)))
    throw new Refusal('CONFLICT', 'The id of the thread is in use.', 'threadId');
  return { ...thread, state: 'OPEN', visibility: 'OPEN' };
}

async function visibleTeam(company: string, transaction: Transaction, id: string): Promise<string> {
  const [team] = isIdOf(id, 'tem') ? await readTeamsById(company, transaction, [id]) : [];
  if (team === undefined) throw new Refusal('NOT_FOUND', 'There is no such team.', 'teamId');
  return team.id;
}

async function chooseSlug(transaction: Transaction, { teamId, title, slug }: ThreadInput): Promise<string> {
  const taken = await readThreadSlugs(transaction, teamId);
  if (slug == null) return freeSlug(slugFrom(title, 'thread'), taken);
  if (taken.has(slug)) throw new Refusal('CONFLICT', 'The team has a thread with this slug.', 'slug');
  return slug;
}
