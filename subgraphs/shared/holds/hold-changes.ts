import { isIdOf } from '#schema/wire/ids.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { textProblem } from '#subgraphs/kit/text-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import type { Context } from '../context.ts';
import { findLastSteward, findSteward } from '../participants/roster-store.ts';
import { visibleTeam } from '../teams/team-authority.ts';
import { lockTeam } from '../teams/team-lock.ts';
import { addHoldEvent, eraseUnheld } from './held-store.ts';
import { endHold, findHoldOf, insertHold, isWithinReach, type HoldRow } from './hold-store.ts';

/** What `placeLegalHold` is asked for. */
export interface HoldInput {
  readonly teamId: string;
  readonly fromSequence?: number | null | undefined;
  readonly toSequence?: number | null | undefined;
  readonly reason: string;
}

const REASON = { name: 'A reason', most: 500, lines: true };

/** What is wrong with the input by itself. */
export function holdErrors({ fromSequence, toSequence, reason }: HoldInput): UserError[] {
  const errors: UserError[] = [];
  const from = fromSequence ?? 1;
  if (from < 1) errors.push(userError('INVALID_INPUT', 'Sequences begin with 1.', 'fromSequence'));
  if (toSequence != null && toSequence < from)
    errors.push(userError('INVALID_INPUT', 'The range ends before it begins.', 'toSequence'));
  const problem = textProblem(reason, REASON);
  if (problem !== null) errors.push(userError('INVALID_INPUT', problem, 'reason'));
  return errors;
}

/**
 * Holds for the caller's company what it reads in a range of a team. No event of the team's log: it is nobody else's
 * business, so it is told in the hold's own record alone.
 */
export function placeHold(context: Context, input: HoldInput): Promise<Outcome<HoldRow>> {
  const { company, caller } = context;
  return outcomeOf(holdErrors(input), () =>
    context.write(async (transaction) => {
      const { id: teamId } = await visibleTeam(company, transaction, input.teamId);
      // What is erased from now on meets the hold.
      await lockTeam(transaction, teamId);
      const steward =
        (await findSteward(company, transaction, teamId, caller)) ??
        (await findLastSteward(company, transaction, teamId, caller));
      if (steward === null) throw new Refusal('NOT_PERMITTED', 'Only stewards place a legal hold.');
      const range = { fromSequence: input.fromSequence ?? 1, toSequence: input.toSequence ?? null };
      if (!(await isWithinReach(company, transaction, teamId, range)))
        throw new Refusal('INVALID_INPUT', 'Your company reads nothing in this range.', 'fromSequence');
      const [id, placedAt] = [context.ids.shared('hld'), context.now()];
      const hold = { id, teamId, ...range, reason: input.reason, placedBy: caller.subject, placedAt };
      await insertHold(company, transaction, hold);
      const event = { kind: 'PLACED', subject: caller.subject, messages: null, at: placedAt } as const;
      await addHoldEvent(company, transaction, hold, event);
      return { ...hold, releasedBy: null, releasedAt: null };
    }),
  );
}

/** Ends a hold, and erases what it alone has kept. */
export function releaseHold(context: Context, holdId: string): Promise<Outcome<HoldRow>> {
  const { company, caller } = context;
  return outcomeOf([], () =>
    context.write(async (transaction) => {
      const known = await findHold(context, transaction, holdId);
      await lockTeam(transaction, known.teamId);
      const hold = await findHold(context, transaction, holdId);
      if (hold.releasedAt !== null)
        throw new Refusal('ALREADY_USED', 'The hold has been released.', 'holdId');
      const released = { releasedBy: caller.subject, releasedAt: context.now() };
      await endHold(company, transaction, holdId, released);
      const messages = await eraseUnheld(company, transaction, hold.teamId);
      const event = { kind: 'RELEASED', subject: caller.subject, messages, at: released.releasedAt } as const;
      await addHoldEvent(company, transaction, hold, event);
      return { ...hold, ...released };
    }),
  );
}

async function findHold(
  { company, caller }: Context,
  transaction: Parameters<typeof findHoldOf>[1],
  id: string,
): Promise<HoldRow> {
  const mayAsk = caller.kind === 'PERSON' && isIdOf(id, 'hld');
  const hold = mayAsk ? await findHoldOf(company, transaction, caller.subject, id) : null;
  if (hold === null) throw new Refusal('NOT_FOUND', 'There is no such hold.', 'holdId');
  return hold;
}
