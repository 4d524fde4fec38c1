import { userError } from '#subgraphs/kit/user-error.ts';
import type { Context } from '../context.ts';
import { readActiveCompanies } from '../membership/membership-store.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { enterAsSteward } from '../teams/team-authority.ts';
import { reasonErrors } from '../teams/team-rules.ts';
import { readTeamState } from '../teams/team-store.ts';
import { completeProposal } from './completing.ts';
import { removalPanel, REMOVAL_NOTICE } from './proposal-rules.ts';
import type { ProposalRow } from './proposal-store.ts';
import { propose } from './proposing.ts';

/** What `removeCompany` is asked for. */
export interface RemovalInput {
  readonly teamId: string;
  readonly company: string;
  readonly reason: string;
}

/** Proposes to the others to remove a company; see docs/adr/0010. */
export function removeCompany(context: Context, input: RemovalInput): Promise<Outcome<ProposalRow>> {
  return outcomeOf(reasonErrors(input.reason), () =>
    context.write(async (transaction) => {
      const { teamId, actor } = await enterAsSteward(context, transaction, input.teamId);
      const { company: subjectSlug, reason } = input;
      const companies = await readActiveCompanies(transaction, teamId);
      if (!companies.includes(subjectSlug))
        throw new Refusal('NOT_FOUND', 'There is no such company in the team.', 'company');
      if (subjectSlug === context.company)
        throw new Refusal('CONFLICT', 'This is your own company: it can leave.', 'company');
      if (removalPanel(companies, subjectSlug) === null)
        throw new Refusal('NOT_PERMITTED', 'Of two companies neither removes the other: yours can leave.');
      const notBefore = new Date(context.now().getTime() + REMOVAL_NOTICE);
      const about = { companySlug: context.company, subjectSlug, reason, notBefore };
      return propose(context, transaction, actor, { kind: 'REMOVE_COMPANY', teamId, ...about });
    }),
  );
}

/** What `deleteTeam` is asked for. */
export interface DeletionInput {
  readonly teamId: string;
  readonly reason?: string | null | undefined;
}

/** Proposes to delete an archived team. */
export function deleteTeam(context: Context, input: DeletionInput): Promise<Outcome<ProposalRow>> {
  const { reason = null } = input;
  return outcomeOf(reasonErrors(reason), () =>
    context.write(async (transaction) => {
      const { teamId, actor } = await enterAsSteward(context, transaction, input.teamId, true);
      if (!(await readTeamState(transaction, teamId)).archived)
        throw new Refusal('CONFLICT', 'Archive the team first.');
      const draft = { kind: 'DELETE_TEAM', teamId, companySlug: context.company, reason } as const;
      const proposal = await propose(context, transaction, actor, draft);
      return completeProposal(context, transaction, proposal, actor);
    }),
  );
}

/** What `grantHistory` is asked for. */
export interface GrantInput {
  readonly teamId: string;
  readonly company: string;
  readonly fromSequence: number;
  readonly toSequence: number;
}

/** Proposes to open history to a company of the team. */
export function grantHistory(context: Context, input: GrantInput): Promise<Outcome<ProposalRow>> {
  const { company: subjectSlug, fromSequence, toSequence } = input;
  const fits = fromSequence >= 1 && toSequence >= fromSequence;
  const wrong = 'A range begins at 1 or later, and does not end before it begins.';
  return outcomeOf(fits ? [] : [userError('INVALID_INPUT', wrong, 'toSequence')], () =>
    context.write(async (transaction) => {
      const { teamId, actor } = await enterAsSteward(context, transaction, input.teamId);
      if (!(await readActiveCompanies(transaction, teamId)).includes(subjectSlug))
        throw new Refusal('NOT_FOUND', 'There is no such company in the team.', 'company');
      if (toSequence > (await readTeamState(transaction, teamId)).lastSequence)
        throw new Refusal('INVALID_INPUT', 'The range ends in the future.', 'toSequence');
      const about = { companySlug: context.company, subjectSlug, fromSequence, toSequence };
      const draft = { kind: 'GRANT_HISTORY', teamId, ...about } as const;
      const proposal = await propose(context, transaction, actor, draft);
      return completeProposal(context, transaction, proposal, actor);
    }),
  );
}
