import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import type { Context } from '../context.ts';
import { recordEvent } from '../events/event-recording.ts';
import { enterAsSteward, visibleTeam } from '../teams/team-authority.ts';
import type { TeamRow } from '../teams/team-store.ts';
import { retentionErrors } from './retention-rules.ts';
import { agreedRetention, saveRetention } from './retention-store.ts';

/** What `setRetention` is asked for. */
export interface RetentionInput {
  readonly teamId: string;
  readonly days?: number | null | undefined;
}

/** Says for how long the messages of the caller's own company are kept in a team: shorter than agreed, never longer. */
export function setRetention(context: Context, input: RetentionInput): Promise<Outcome<TeamRow>> {
  const { company } = context;
  const { days = null } = input;
  return outcomeOf(retentionErrors(days), () =>
    context.write(async (transaction) => {
      const { teamId, actor } = await enterAsSteward(context, transaction, input.teamId, true);
      const agreed = await agreedRetention(transaction, teamId);
      if (days !== null && agreed !== null && days > agreed)
        throw new Refusal(
          'INVALID_INPUT',
          `The team has agreed to keep messages for ${agreed} days at most.`,
          'days',
        );
      const change = { teamId, actor, kind: 'RETENTION_SET', payload: { company, days } } as const;
      const { sequence, at } = await recordEvent(context, transaction, change);
      await saveRetention(company, transaction, teamId, { days, sequence, at });
      return visibleTeam(company, transaction, teamId);
    }),
  );
}
