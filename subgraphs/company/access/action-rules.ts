/** The person or agent of the company that asks, as the company's own records have it. */
export type Actor =
  | {
      readonly kind: 'person';
      readonly id: string;
      readonly subject: string;
      readonly role: 'ADMIN' | 'MEMBER';
    }
  | { readonly kind: 'agent'; readonly id: string; readonly subject: string };

type Role = 'ADMIN' | 'MEMBER' | 'AGENT';

const ADMINS: readonly Role[] = ['ADMIN'];
const PEOPLE: readonly Role[] = ['ADMIN', 'MEMBER'];
const ALL: readonly Role[] = ['ADMIN', 'MEMBER', 'AGENT'];

/** Who may do what in the company's private space: the closed table. What is not in it, nobody may. */
export const ACTIONS = {
  manageAgents: ADMINS,
  manageCredentials: ADMINS,
  managePeople: ADMINS,
  editOwnProfile: PEOPLE,
  manageTools: ADMINS,
  manageKnowledge: PEOPLE,
  /** Bringing somebody to a team, and withdrawing: what others see of the company. */
  bring: ADMINS,
  /** Sharing by reference, and escalating: what others read of the company. */
  share: ADMINS,
  /** Ending what was shared. Anybody who notices a mistake may. */
  revoke: PEOPLE,
  seeDisclosures: PEOPLE,
  openPrivateThread: PEOPLE,
  postPrivately: ALL,
  markRead: ALL,
  writeNote: ALL,
} as const satisfies Readonly<Record<string, readonly Role[]>>;

/** A line of the table. */
export type Action = keyof typeof ACTIONS;

/** Whether the actor may do it. An unknown actor may do nothing. */
export function may(actor: Actor | null, action: Action): actor is Actor {
  if (actor === null) return false;
  const allowed: readonly Role[] = ACTIONS[action];
  return allowed.includes(actor.kind === 'agent' ? 'AGENT' : actor.role);
}
