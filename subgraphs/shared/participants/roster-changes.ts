import { isIdOf } from '#schema/wire/ids.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { enterAsSteward, type EnteredTeam } from '../teams/team-authority.ts';
import { endDepartedAudiences } from '../threads/thread-audience-store.ts';
import { insertParticipant, readParticipantsById, type ParticipantRow } from './participant-store.ts';
import { cardErrors } from './roster-rules.ts';
import {
  countStewards,
  findOwnParticipant,
  isPresent,
  updateParticipantRow,
  type RosterRow,
} from './roster-store.ts';

/** What `addParticipant` is asked for. */
export interface ParticipantInput {
  readonly teamId: string;
  readonly subject: string;
  readonly kind: 'PERSON' | 'AGENT';
  readonly displayName: string;
  readonly title?: string | null | undefined;
}

/** Brings a person or an agent of the caller's own company into a team. */
export function addParticipant(context: Context, input: ParticipantInput): Promise<Outcome<ParticipantRow>> {
  return outcomeOf(cardErrors(input), () =>
    context.write(async (transaction) => {
      const team = await enterAsSteward(context, transaction, input.teamId);
      const id = context.ids.company('par', context.company);
      await bringParticipant(context, transaction, team, { ...input, id });
      return cardOf(context, transaction, id);
    }),
  );
}

/** Brings a person or an agent of the company into a team that has been entered in its name. */
export async function bringParticipant(
  context: Context,
  transaction: Transaction,
  { teamId, actor }: EnteredTeam,
  { id, subject, kind, displayName, title = null }: ParticipantInput & { readonly id: string },
): Promise<void> {
  if (await isPresent(context.company, transaction, teamId, subject))
    throw new Refusal('CONFLICT', 'That subject takes part in the team already.', 'subject');
  const payload = { participantId: id, participantKind: kind, isSteward: false };
  const change = { teamId, actor, kind: 'PARTICIPANT_ADDED', payload } as const;
  const { sequence: joinedSequence } = await recordEvent(context, transaction, change);
  const caller = { subject, kind, displayName };
  const card = { id, teamId, caller, title, isSteward: false, joinedSequence };
  await insertParticipant(context.company, transaction, card);
}

/** What `updateParticipant` is asked for. */
export interface CardChangeInput {
  readonly participantId: string;
  readonly displayName?: string | null | undefined;
  readonly title?: string | null | undefined;
}

/** Changes the card of a participant of the caller's own company. */
export function updateParticipant(
  context: Context,
  input: CardChangeInput,
): Promise<Outcome<ParticipantRow>> {
  const { displayName, title } = input;
  return outcomeOf(cardErrors({ displayName, title }), () =>
    changeOwn(context, input.participantId, async (transaction, { id, teamId }, actor) => {
      const payload = { participantId: id };
      await recordEvent(context, transaction, { teamId, actor, kind: 'PARTICIPANT_UPDATED', payload });
      await updateParticipantRow(context.company, transaction, id, {
        ...(displayName == null ? {} : { displayName }),
        ...(title === undefined ? {} : { title }),
      });
    }),
  );
}

/** Withdraws a participant of the caller's own company, whose card stays. Not its last steward. */
export function removeParticipant(context: Context, id: string): Promise<Outcome<ParticipantRow>> {
  return outcomeOf([], () =>
    changeOwn(context, id, (transaction, participant, actor) =>
      withdrawParticipant(context, transaction, participant, actor),
    ),
  );
}

/** Withdraws a participant of the company from a team that has been entered in its name; a `Refusal` for the last steward. */
export async function withdrawParticipant(
  context: Context,
  transaction: Transaction,
  { id, teamId, isSteward }: RosterRow,
  actor: string | null,
): Promise<void> {
  if (isSteward) await refuseLastSteward(context, transaction, teamId);
  const change = { teamId, actor, kind: 'PARTICIPANT_REMOVED', payload: { participantId: id } } as const;
  const { sequence: leftSequence } = await recordEvent(context, transaction, change);
  await updateParticipantRow(context.company, transaction, id, { leftSequence });
  await endDepartedAudiences(transaction, teamId);
}

/** A company that is in a team has a steward there. */
export async function refuseLastSteward(
  { company }: Context,
  transaction: Transaction,
  teamId: string,
): Promise<void> {
  if ((await countStewards(company, transaction, teamId)) > 1) return;
  const message = 'This is the last steward of your company: appoint another first, or leave the team.';
  throw new Refusal('CONFLICT', message);
}

/** Lets a steward change a participant of its own company, and answers with the card. */
async function changeOwn(
  context: Context,
  id: string,
  change: (transaction: Transaction, participant: RosterRow, actor: string) => Promise<void>,
): Promise<ParticipantRow> {
  return context.write(async (transaction) => {
    const seen = await ownParticipant(context, transaction, id);
    const { actor } = await enterAsSteward(context, transaction, seen.teamId);
    // Once more, now that nobody else changes it.
    await change(transaction, await ownParticipant(context, transaction, id), actor);
    return cardOf(context, transaction, id);
  });
}

/** The caller's company's own participant; a `Refusal` for those of others as for none. */
export async function ownParticipant(
  { company }: Context,
  transaction: Transaction,
  id: string,
): Promise<RosterRow> {
  const found = isIdOf(id, 'par') ? await findOwnParticipant(company, transaction, id) : null;
  if (found === null)
    throw new Refusal('NOT_FOUND', 'Your company has no such participant.', 'participantId');
  return found;
}

/** A participant's card as the caller's company sees it. */
export async function cardOf(
  { company }: Context,
  transaction: Transaction,
  id: string,
): Promise<ParticipantRow> {
  const [card] = await readParticipantsById(company, transaction, [id]);
  if (card === undefined) throw new Error('A company does not see its own participant.');
  return card;
}
