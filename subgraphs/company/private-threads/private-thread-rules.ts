import { threadInputErrors, type ThreadName } from '#subgraphs/kit/thread-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import type { Actor } from '../access/action-rules.ts';

/** What `createPrivateThread` is asked for. */
export interface PrivateThreadInput extends ThreadName {
  readonly agentLoopLimit?: number | null | undefined;
}

/** How many agent messages in a row a thread takes when nobody says otherwise, and at the most. */
export const USUAL_LOOP = 8;
const LONGEST_LOOP = 100;

/** Everything that is wrong with the input by itself. */
export function privateThreadInputErrors({ agentLoopLimit, ...name }: PrivateThreadInput): UserError[] {
  const errors = threadInputErrors(name);
  if (agentLoopLimit == null || (agentLoopLimit >= 1 && agentLoopLimit <= LONGEST_LOOP)) return errors;
  const message = `A thread takes 1 to ${LONGEST_LOOP} agent messages in a row.`;
  return [...errors, userError('INVALID_INPUT', message, 'agentLoopLimit')];
}

/** Whether somebody may rename and archive the thread: administrators and whoever opened it. */
export function mayTend(actor: Actor, thread: { readonly openedById: string | null }): boolean {
  return actor.kind === 'person' && (actor.role === 'ADMIN' || actor.id === thread.openedById);
}
