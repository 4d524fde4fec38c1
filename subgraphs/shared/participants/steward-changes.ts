import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { enterAsSteward } from '../teams/team-authority.ts';
import { lockTeam } from '../teams/team-lock.ts';
import { readTeamState } from '../teams/team-store.ts';
import type { ParticipantRow } from './participant-store.ts';
import { cardOf, ownParticipant, refuseLastSteward } from './roster-changes.ts';
import { countStewards, findPresentPerson, updateParticipantRow } from './roster-store.ts';

/** Makes a person of the caller's own company a steward. */
export function appointSteward(context: Context, id: string): Promise<Outcome<ParticipantRow>> {
  return outcomeOf([], () =>
    context.write(async (transaction) => {
      const { teamId } = await ownParticipant(context, transaction, id);
      const actor = await appointer(context, transaction, teamId);
      const participant = await ownParticipant(context, transaction, id);
      if (participant.kind === 'AGENT')
        throw new Refusal('NOT_PERMITTED', 'Agents are never stewards.', 'participantId');
      if (participant.isSteward) throw new Refusal('CONFLICT', 'This is a steward already.', 'participantId');
      const payload = { participantId: id };
      await recordEvent(context, transaction, { teamId, actor, kind: 'STEWARD_APPOINTED', payload });
      await updateParticipantRow(context.company, transaction, id, { isSteward: true });
      return cardOf(context, transaction, id);
    }),
  );
}

/** A steward; where the company has none, any of its people in the team, or it would stay frozen for ever. */
async function appointer(context: Context, transaction: Transaction, teamId: string): Promise<string> {
  await lockTeam(transaction, teamId);
  const { company, caller } = context;
  if ((await countStewards(company, transaction, teamId)) > 0)
    return (await enterAsSteward(context, transaction, teamId)).actor;
  const person = await findPresentPerson(company, transaction, teamId, caller);
  const { archived } = await readTeamState(transaction, teamId);
  if (person === null || archived)
    throw new Refusal('NOT_PERMITTED', 'Only people of the company in a team that is not archived do this.');
  return person.id;
}

/** Ends the caller's being a steward, unless it is the company's last. */
export function stepDown(context: Context, id: string): Promise<Outcome<ParticipantRow>> {
  return outcomeOf([], () =>
    context.write(async (transaction) => {
      const { teamId, actor } = await enterAsSteward(context, transaction, id);
      await refuseLastSteward(context, transaction, teamId);
      const payload = { participantId: actor };
      await recordEvent(context, transaction, { teamId, actor, kind: 'STEWARD_STEPPED_DOWN', payload });
      await updateParticipantRow(context.company, transaction, actor, { isSteward: false });
      return cardOf(context, transaction, actor);
    }),
  );
}
