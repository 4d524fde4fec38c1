import type { CompanyCommand, CompanyRequestReply } from '#schema/wire/company-requests.ts';

/** How far a disclosure is; see the SDL's `DisclosureState`. */
export type DisclosureState = 'PENDING' | 'ACTIVE' | 'REFUSED' | 'ENDING' | 'ENDED';

/** A step of a line of the ledger: only a line in one of the states `from` takes it. */
export interface Transition {
  readonly from: readonly DisclosureState[];
  readonly to: DisclosureState;
  /** What the shared layer answered instead of doing it. */
  readonly problem: string | null;
}

const OPENING: readonly CompanyCommand['kind'][] = ['addParticipant', 'createShare', 'openThread'];

/** What follows for the ledger from the shared layer's answer to a command. At most one of the steps fits a line. */
export function transitionsAfter(
  command: CompanyCommand['kind'],
  reply: CompanyRequestReply,
): readonly Transition[] {
  const problem = reply.outcome === 'refused' ? reply.message : null;
  if (!OPENING.includes(command)) return [closed(reply, problem)];
  if (reply.outcome === 'done') return [{ from: ['PENDING'], to: 'ACTIVE', problem }];
  return [
    { from: ['PENDING'], to: 'REFUSED', problem },
    // Taken back before it was refused: there is nothing left to end.
    { from: ['ENDING'], to: 'ENDED', problem: null },
  ];
}

/** What is not there cannot be ended, and need not be. Any other refusal leaves the card or the stub in the team. */
function closed(reply: CompanyRequestReply, problem: string | null): Transition {
  const over = reply.outcome === 'done' || reply.code === 'NOT_FOUND';
  const from = ['PENDING', 'ACTIVE', 'ENDING'] as const;
  return over ? { from, to: 'ENDED', problem: null } : { from, to: 'ENDING', problem };
}
