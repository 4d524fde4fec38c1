import { isIdOf } from '#schema/wire/ids.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { findSteward } from '../participants/roster-store.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import { lockTeam } from './team-lock.ts';
import { readTeamsById, readTeamState, type TeamRow } from './team-store.ts';

/** A team in whose line of writers the transaction stands, and the caller as one of its stewards. */
export interface StewardedTeam {
  readonly teamId: string;
  /** The caller's participant. */
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

/** The team as the company sees it; a `Refusal` when it does not. */
export async function visibleTeam(company: string, transaction: Transaction, id: string): Promise<TeamRow> {
  const [team] = isIdOf(id, 'tem') ? await readTeamsById(company, transaction, [id]) : [];
  if (team === undefined) throw new Refusal('NOT_FOUND', 'There is no such team.', 'teamId');
  return team;
}
