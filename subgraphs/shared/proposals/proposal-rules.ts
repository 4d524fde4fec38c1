/** What can be proposed. */
export type ProposalKind = 'INVITE_COMPANY' | 'GRANT_HISTORY' | 'REMOVE_COMPANY' | 'DELETE_TEAM';
/** Where a proposal stands. */
export type ProposalState = 'OPEN' | 'CARRIED_OUT' | 'REFUSED' | 'WITHDRAWN';

/** A company that is to be removed reads of it so long before, in milliseconds. */
export const REMOVAL_NOTICE = 72 * 3600 * 1000;

/** What decides whether a proposal is carried out. */
export interface Tally {
  /** Whose consent it needs at this moment. */
  readonly required: readonly string[];
  readonly agreed: readonly string[];
  readonly notBefore: Date;
  readonly now: Date;
}

/** Whether all whose consent is needed have given it and the notice is over. Whoever came since is asked, whoever left is not. */
export function isComplete({ required, agreed, notBefore, now }: Tally): boolean {
  return now.getTime() >= notBefore.getTime() && required.every((company) => agreed.includes(company));
}

/** Who of a team decides whether a company is removed; null when they are too few: one side alone never decides. */
export function removalPanel(companies: readonly string[], subject: string): string[] | null {
  const others = companies.filter((company) => company !== subject);
  return others.length >= 2 && others.length < companies.length ? others : null;
}
