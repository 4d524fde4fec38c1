import { userError } from '#subgraphs/kit/user-error.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { insertParticipant } from '../participants/participant-store.ts';
import { outcomeOf, Refusal, type Outcome } from '../refusal.ts';
import { freeSlug, slugFrom } from '../slug-rules.ts';
import { nextSequence } from './sequence-store.ts';
import { teamInputErrors, type TeamInput } from './team-rules.ts';
import { insertTeam, lockTeamSlugs, type TeamRow } from './team-store.ts';

/** Opens a team with the caller's company as its only member and the caller as its steward. */
export async function createTeam(context: Context, input: TeamInput): Promise<Outcome<TeamRow>> {
  const errors =
    context.caller.kind === 'PERSON'
      ? teamInputErrors(input)
      : [userError('NOT_PERMITTED', 'Only people open teams.')];
  return outcomeOf(errors, () => context.write((transaction) => writeTeam(context, transaction, input)));
}

async function writeTeam(context: Context, transaction: Transaction, input: TeamInput): Promise<TeamRow> {
  const { company, caller, ids } = context;
  const team = {
    id: ids.shared('tem'),
    slug: await chooseSlug(company, transaction, input),
    name: input.name,
    purpose: input.purpose ?? null,
    createdAt: context.now(),
  };
  await insertTeam(company, transaction, team);
  await insertParticipant(company, transaction, {
    id: ids.company('par', company),
    teamId: team.id,
    caller,
    isSteward: true,
    joinedSequence: await nextSequence(transaction, team.id),
  });
  return team;
}

async function chooseSlug(company: string, transaction: Transaction, { name, slug }: TeamInput) {
  const taken = await lockTeamSlugs(company, transaction);
  if (slug == null) return freeSlug(slugFrom(name, 'team'), taken);
  if (taken.has(slug)) throw new Refusal('CONFLICT', 'Your company has a team with this slug.', 'slug');
  return slug;
}
