import type { Context } from '../context.ts';
import { recordEvent } from '../events/event-recording.ts';
import { endMembership } from '../membership/membership-ending.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { enterAsSteward, visibleTeam } from './team-authority.ts';
import { reasonErrors, teamNameErrors } from './team-rules.ts';
import {
  readTeamState,
  readTeamsById,
  updateTeamArchived,
  updateTeamName,
  type TeamRow,
} from './team-store.ts';

/** Gives a team another name. */
export function renameTeam(
  context: Context,
  { teamId: id, name }: { readonly teamId: string; readonly name: string },
): Promise<Outcome<TeamRow>> {
  return outcomeOf(teamNameErrors(name), () =>
    context.write(async (transaction) => {
      const { teamId, actor } = await enterAsSteward(context, transaction, id);
      await recordEvent(context, transaction, { teamId, actor, kind: 'TEAM_RENAMED', payload: { name } });
      await updateTeamName(transaction, teamId, name);
      return visibleTeam(context.company, transaction, teamId);
    }),
  );
}

/** What archiving and its undoing are asked for. */
export interface ArchiveInput {
  readonly teamId: string;
  readonly reason?: string | null | undefined;
}

/** Archives a team, or takes it out of the archive. */
export function setArchived(
  context: Context,
  input: ArchiveInput,
  archived: boolean,
): Promise<Outcome<TeamRow>> {
  const { reason = null } = input;
  return outcomeOf(reasonErrors(reason), () =>
    context.write(async (transaction) => {
      const { teamId, actor } = await enterAsSteward(context, transaction, input.teamId, true);
      if ((await readTeamState(transaction, teamId)).archived === archived)
        throw new Refusal(
          'CONFLICT',
          archived ? 'The team is archived already.' : 'The team is not archived.',
        );
      const kind = archived ? 'TEAM_ARCHIVED' : 'TEAM_UNARCHIVED';
      const event = await recordEvent(context, transaction, { teamId, actor, kind, payload: { reason } });
      await updateTeamArchived(transaction, teamId, archived ? event : null);
      return visibleTeam(context.company, transaction, teamId);
    }),
  );
}

/** Takes the caller's company out of a team. Answers with the team as it may still read it, if it may. */
export function leaveTeam(context: Context, id: string): Promise<Outcome<{ readonly team: TeamRow | null }>> {
  const { company } = context;
  return outcomeOf([], () =>
    context.write(async (transaction) => {
      const { teamId, actor } = await enterAsSteward(context, transaction, id, true);
      const change = { kind: 'COMPANY_LEFT', payload: { company } } as const;
      await endMembership(context, transaction, { ...change, company, teamId, actor });
      const [team = null] = await readTeamsById(company, transaction, [teamId]);
      return { team };
    }),
  );
}
