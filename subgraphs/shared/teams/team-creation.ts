import { userError } from '#subgraphs/kit/user-error.ts';
import { openTeam } from '../access/row-security.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { insertParticipant } from '../participants/participant-store.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { freeSlug, slugFrom } from '#subgraphs/kit/slug-rules.ts';
import { teamInputErrors, USUAL_LOOP, type TeamInput } from './team-rules.ts';
import { insertMember, insertTeam, lockTeamSlugs, type TeamRow } from './team-store.ts';

/** Opens a team with the caller's company as its only member and the caller as its steward. */
export async function createTeam(context: Context, input: TeamInput): Promise<Outcome<TeamRow>> {
  const errors =
    context.caller.kind === 'PERSON'
      ? teamInputErrors(input)
      : [userError('NOT_PERMITTED', 'Only people open teams.')];
  return outcomeOf(errors, () => context.write((transaction) => writeTeam(context, transaction, input)));
}

async function writeTeam(context: Context, transaction: Transaction, input: TeamInput): Promise<TeamRow> {
  const { company, ids } = context;
  const slug = await chooseSlug(company, transaction, input);
  const { name, purpose = null } = input;
  const terms = {
    readAfterLeaving: input.readAfterLeaving ?? true,
    agentLoopLimit: input.agentLoopLimit ?? USUAL_LOOP,
  };
  const [id, founder] = [ids.shared('tem'), ids.company('par', company)];
  await openTeam(transaction, id);
  await insertTeam(transaction, { id, name, purpose, ...terms, createdAt: context.now() });
  const { sequence, at } = await recordEvent(context, transaction, {
    teamId: id,
    actor: founder,
    kind: 'TEAM_CREATED',
    payload: { name, purpose, companies: [company] },
  });
  await insertMember(company, transaction, { teamId: id, slug, fromSequence: sequence, joinedAt: at });
  await addFounder(context, transaction, id, founder);
  return { id, slug, name, purpose, createdAt: at, ...terms, status: 'ACTIVE', finalHash: null };
}

async function addFounder(context: Context, transaction: Transaction, teamId: string, id: string) {
  const { company, caller } = context;
  const { sequence } = await recordEvent(context, transaction, {
    teamId,
    actor: id,
    kind: 'PARTICIPANT_ADDED',
    payload: { participantId: id, participantKind: caller.kind, isSteward: true },
  });
  const founder = { id, teamId, caller, isSteward: true, joinedSequence: sequence };
  await insertParticipant(company, transaction, founder);
}

async function chooseSlug(company: string, transaction: Transaction, { name, slug }: TeamInput) {
  const taken = await lockTeamSlugs(company, transaction);
  if (slug == null) return freeSlug(slugFrom(name, 'team'), taken);
  if (taken.has(slug)) throw new Refusal('CONFLICT', 'Your company has a team with this slug.', 'slug');
  return slug;
}
