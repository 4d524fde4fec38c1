import { isIdOf } from '#schema/wire/ids.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { readActiveCompanies } from '../membership/membership-store.ts';
import { findPresent, findSteward } from '../participants/roster-store.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import { lockTeam } from './team-lock.ts';
import { readTeamsById, readTeamState, type TeamRow } from './team-store.ts';

/** A team in whose line of writers the transaction stands, and who acts in it for a company. */
export interface EnteredTeam {
  readonly teamId: string;
  /** The caller's participant; null when it has none there, and the company itself acts. */
  readonly actor: string | null;
}

/** One that was entered by a steward. */
export interface StewardedTeam extends EnteredTeam {
  readonly actor: string;
}

/**
 * Lets a steward of a company that is in the team act for it. The team stays locked until the transaction ends.
 *
 * @param inArchive whether the act is open to stewards of archived teams
 * @throws Refusal `NOT_FOUND` for a team that is missing or hidden, `NOT_PERMITTED` for others than its stewards
 */
export async function enterAsSteward(
  context: Context,
  transaction: Transaction,
  id: string,
  inArchive = false,
): Promise<StewardedTeam> {
  const { company, caller } = context;
  const { id: teamId } = await visibleTeam(company, transaction, id);
  await lockTeam(transaction, teamId);
  const steward = await findSteward(company, transaction, teamId, caller);
  if (steward === null)
    throw new Refusal('NOT_PERMITTED', 'Only stewards of a company that is in the team do this.');
  const { archived } = await readTeamState(transaction, teamId);
  if (archived && !inArchive) throw new Refusal('NOT_PERMITTED', 'The team is archived: unarchive it first.');
  return { teamId, actor: steward.id };
}

/**
 * Lets a company that is in the team act in its own name, with the authority of one of its stewards: for what it has
 * signed itself, never for a caller. The team stays locked until the transaction ends.
 *
 * @param inArchive whether the act is open to companies of archived teams
 * @throws Refusal `NOT_FOUND` for a team that is missing or hidden, `NOT_PERMITTED` for a company that has left it
 */
export async function enterAsCompany(
  { company, caller }: Context,
  transaction: Transaction,
  id: string,
  inArchive = false,
): Promise<EnteredTeam & { readonly team: TeamRow }> {
  const team = await visibleTeam(company, transaction, id);
  await lockTeam(transaction, team.id);
  if (!(await readActiveCompanies(transaction, team.id)).includes(company))
    throw new Refusal('NOT_PERMITTED', 'Your company is no longer in the team.');
  const { archived } = await readTeamState(transaction, team.id);
  if (archived && !inArchive) throw new Refusal('NOT_PERMITTED', 'The team is archived: unarchive it first.');
  const actor = await findPresent(company, transaction, team.id, caller);
  return { team, teamId: team.id, actor: actor?.id ?? null };
}

/** The team as the company sees it; a `Refusal` when it does not. */
export async function visibleTeam(company: string, transaction: Transaction, id: string): Promise<TeamRow> {
  const [team] = isIdOf(id, 'tem') ? await readTeamsById(company, transaction, [id]) : [];
  if (team === undefined) throw new Refusal('NOT_FOUND', 'There is no such team.', 'teamId');
  return team;
}
