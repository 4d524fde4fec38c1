/** What a team has now. */
export interface Scope {
  readonly teamId: string;
  readonly companies: number;
  readonly participants: number;
  readonly openThreads: number;
}

/** A sign that a team has outgrown a narrow scope. */
export interface ScopeWarning {
  readonly kind: 'MANY_COMPANIES' | 'MANY_PARTICIPANTS' | 'MANY_OPEN_THREADS';
  readonly message: string;
}

const LIMITS = [
  ['MANY_COMPANIES', 'companies', 5, 'companies: consider a team for each delivery path'],
  ['MANY_PARTICIPANTS', 'participants', 25, 'participants: consider who has to be here'],
  ['MANY_OPEN_THREADS', 'openThreads', 20, 'open threads: consider closing those that are done'],
] as const;

/** The signs, in one order. They block nothing. */
export function scopeWarnings(scope: Scope): ScopeWarning[] {
  return LIMITS.filter(([, of, most]) => scope[of] > most).map(([kind, of, , advice]) => ({
    kind,
    message: `This team has ${String(scope[of])} ${advice}.`,
  }));
}
