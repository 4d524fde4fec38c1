import type { CallerScope } from '#schema/wire/credentials.ts';
import { isIdOf } from '#schema/wire/ids.ts';

/**
 * How far a caller reaches whom its company has narrowed: ids of teams and threads, a team standing for all that is in it.
 * Null in its place: as far as the company itself.
 */
export interface Reach {
  readonly read: readonly string[];
  readonly post: readonly string[];
}

/** The place that a post is to have. */
export interface PostPlace {
  readonly id: string;
  readonly teamId: string;
}

/** Reads the claim. What is no id of a team or a thread stands for nothing. */
export function reachOf({ read, post }: CallerScope): Reach {
  const ids = (given: readonly string[]) => given.filter((id) => isIdOf(id, 'tem') || isIdOf(id, 'thr'));
  return { read: ids(read), post: ids(post) };
}

/** Whether the caller may write in a thread that it reads. */
export function mayPostIn(reach: Reach | null, { id, teamId }: PostPlace): boolean {
  return reach === null || reach.post.includes(teamId) || reach.post.includes(id);
}

/** Whether the caller may open threads in a team: it has to read the team as a whole, or it could not see its own. */
export function mayOpenThreadsIn(reach: Reach | null, teamId: string): boolean {
  return reach === null || (reach.post.includes(teamId) && reach.read.includes(teamId));
}

/** What a narrowed caller may do at all, each where its reach lets it: the closed list. The rest governs. */
const NARROW_WRITES: ReadonlySet<string> = new Set([
  'createThread',
  'postMessage',
  'editMessage',
  'redactMessage',
  'addReaction',
  'removeReaction',
  'markRead',
]);

/** Whether the caller may try a mutation. */
export function mayTry(reach: Reach | null, mutation: string): boolean {
  return reach === null || NARROW_WRITES.has(mutation);
}
