import { userError } from '#subgraphs/kit/user-error.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { presentParticipants } from '../participants/present-participant-store.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { addAudience, beginAudiences, endAudience } from './thread-audience-store.ts';
import { changeThread } from './thread-changing.ts';
import type { ThreadScene } from './thread-scene.ts';
import type { ThreadRow } from './thread-store.ts';

/** A thread, and participants of its team. */
export interface RosterInput {
  readonly threadId: string;
  readonly participantIds: readonly string[];
}

/**
 * Restricts an open thread. Who stays may be of any company: all of them read the thread as it is, so that this adds
 * nobody. Once it is restricted, each company minds its own participants.
 */
export function restrictThread(context: Context, input: RosterInput): Promise<Outcome<ThreadRow>> {
  const { threadId } = input;
  return outcomeOf(rosterErrors(input), () =>
    changeThread(context, threadId, async (scene, transaction) => {
      mustSteward(scene);
      if (scene.standing.visibility === 'RESTRICTED')
        throw new Refusal('CONFLICT', 'The thread is restricted already.');
      const people = await named(transaction, scene, input);
      if (!people.some(({ companySlug }) => companySlug === context.company))
        throw new Refusal('NOT_PERMITTED', 'Name somebody of your own company too.', 'participantIds');
      const place = { threadId, teamId: scene.thread.teamId };
      return {
        event: { kind: 'THREAD_RESTRICTED', payload: { threadId, participantIds: idsOf(people) } },
        becomes: { visibility: 'RESTRICTED' },
        said: 'Restricted the thread to its roster.',
        async also(sequence) {
          await beginAudiences(transaction, scene.thread);
          await endAudience(transaction, threadId, sequence);
          await addAudience(transaction, { ...place, fromSequence: sequence }, people);
        },
      };
    }),
  );
}

/** Opens a restricted thread to the whole team, from now on. */
export function openThread(context: Context, threadId: string): Promise<Outcome<ThreadRow>> {
  return outcomeOf([], () =>
    changeThread(context, threadId, (scene, transaction) => {
      mustSteward(scene);
      mustBeRestricted(scene);
      const { teamId } = scene.thread;
      return {
        event: { kind: 'THREAD_OPENED', payload: { threadId } },
        becomes: { visibility: 'OPEN' },
        said: 'Opened the thread to the whole team.',
        async also(sequence) {
          await endAudience(transaction, threadId, sequence);
          await addAudience(transaction, { threadId, teamId, fromSequence: sequence }, null);
        },
      };
    }),
  );
}

/** Adds to a restricted thread's roster: one's own, or the first of a company that has nobody in it. */
export function addThreadParticipants(context: Context, input: RosterInput): Promise<Outcome<ThreadRow>> {
  const { threadId } = input;
  return outcomeOf(rosterErrors(input), () =>
    changeThread(context, threadId, async (scene, transaction) => {
      mustSteward(scene);
      mustBeRestricted(scene);
      const present = new Set(scene.roster.map(({ participantId }) => participantId));
      const people = (await named(transaction, scene, input)).filter(({ id }) => !present.has(id));
      const minded = new Set(scene.roster.map(({ companySlug }) => companySlug));
      minded.delete(context.company);
      if (people.some(({ companySlug }) => minded.has(companySlug)))
        throw new Refusal(
          'NOT_PERMITTED',
          'A company in the thread adds its own participants.',
          'participantIds',
        );
      const { teamId } = scene.thread;
      return {
        event: { kind: 'THREAD_PARTICIPANTS_ADDED', payload: { threadId, participantIds: idsOf(people) } },
        becomes: {},
        said: 'Added to the roster.',
        also: (sequence) => addAudience(transaction, { threadId, teamId, fromSequence: sequence }, people),
      };
    }),
  );
}

/** Takes one's own company's participants off a restricted thread's roster. */
export function removeThreadParticipants(context: Context, input: RosterInput): Promise<Outcome<ThreadRow>> {
  const { threadId, participantIds } = input;
  return outcomeOf(rosterErrors(input), () =>
    changeThread(context, threadId, (scene, transaction) => {
      mustSteward(scene);
      mustBeRestricted(scene);
      const leaving = scene.roster.filter(({ participantId }) => participantIds.includes(participantId));
      if (leaving.length < new Set(participantIds).size) throw notOnRoster();
      if (leaving.some(({ companySlug }) => companySlug !== context.company))
        throw new Refusal('NOT_PERMITTED', 'Each company takes off its own participants.', 'participantIds');
      if (leaving.length === scene.roster.length)
        throw new Refusal(
          'NOT_PERMITTED',
          'Somebody has to stay: open the thread instead.',
          'participantIds',
        );
      const ids = leaving.map(({ participantId }) => participantId).sort();
      return {
        event: { kind: 'THREAD_PARTICIPANTS_REMOVED', payload: { threadId, participantIds: ids } },
        becomes: {},
        said: 'Took off the roster.',
        also: (sequence) => endAudience(transaction, threadId, sequence, ids),
      };
    }),
  );
}

const idsOf = (people: readonly { readonly id: string }[]) => people.map(({ id }) => id).sort();

function notOnRoster(): Refusal {
  return new Refusal('NOT_FOUND', 'There is no such participant in the thread.', 'participantIds');
}

async function named(transaction: Transaction, { thread }: ThreadScene, { participantIds }: RosterInput) {
  const people = await presentParticipants(transaction, thread.teamId, participantIds);
  if (people.length < new Set(participantIds).size)
    throw new Refusal('NOT_FOUND', 'There is no such participant in the team.', 'participantIds');
  return people;
}

function rosterErrors({ participantIds }: RosterInput) {
  if (participantIds.length >= 1 && participantIds.length <= 100) return [];
  return [userError('INVALID_INPUT', 'Name 1 to 100 participants.', 'participantIds')];
}

function mustSteward({ writer }: ThreadScene): void {
  if (!writer.isSteward) throw new Refusal('NOT_PERMITTED', 'Only stewards decide who reads a thread.');
}

function mustBeRestricted({ standing }: ThreadScene): void {
  if (standing.visibility === 'OPEN') throw new Refusal('CONFLICT', 'The thread is not restricted.');
}
