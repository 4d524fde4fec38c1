import type { Actor } from '../access/action-rules.ts';

/** Who wrote it: exactly one of the two is set. */
export interface Authored {
  readonly authorAgentId: string | null;
  readonly authorPersonId: string | null;
}

/** Whether the actor wrote it. */
export function isAuthor(actor: Actor, written: Authored): boolean {
  return actor.id === (actor.kind === 'agent' ? written.authorAgentId : written.authorPersonId);
}

/** Whether the actor may undo what was written: its author and administrators. */
export function mayUndo(actor: Actor, written: Authored): boolean {
  return isAuthor(actor, written) || (actor.kind === 'person' && actor.role === 'ADMIN');
}
