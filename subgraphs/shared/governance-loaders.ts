import { groupLoader, rowLoader, type GroupLoader, type RowLoader } from '#subgraphs/kit/batch-loader.ts';
import type { Transaction } from './database.ts';
import { readInvitationsById, type InvitationRow } from './invitations/invitation-store.ts';
import {
  readAnswersOfProposals,
  readProposalsById,
  readProposalsOfInvitations,
  readProposalsOfTeams,
  type AnswerRow,
  type ProposalRow,
} from './proposals/proposal-store.ts';
import type { Scope } from './teams/scope-rules.ts';
import { readScopes } from './teams/scope-store.ts';

/** Those of the request's loaders that show how a team is governed; see `loaders.ts`. */
export interface GovernanceLoaders {
  readonly invitations: RowLoader<InvitationRow>;
  readonly proposals: RowLoader<ProposalRow>;
  readonly proposalOfInvitation: RowLoader<ProposalRow>;
  readonly proposalsOfTeam: GroupLoader<ProposalRow>;
  readonly answersOfProposal: GroupLoader<AnswerRow>;
  readonly scopeOfTeam: RowLoader<Scope>;
}

type Read = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;

/** Makes them for one request of the company. */
export function createGovernanceLoaders(company: string, read: Read): GovernanceLoaders {
  return {
    invitations: rowLoader(
      (ids) => read((tx) => readInvitationsById(company, tx, ids)),
      (row) => row.id,
    ),
    proposals: rowLoader(
      (ids) => read((tx) => readProposalsById(company, tx, ids)),
      (row) => row.id,
    ),
    proposalOfInvitation: rowLoader(
      (ids) => read((tx) => readProposalsOfInvitations(company, tx, ids)),
      (row) => row.invitationId ?? '',
    ),
    proposalsOfTeam: groupLoader(
      (ids) => read((tx) => readProposalsOfTeams(company, tx, ids)),
      (row) => row.teamId,
    ),
    answersOfProposal: groupLoader(
      (ids) => read((tx) => readAnswersOfProposals(company, tx, ids)),
      (row) => row.proposalId,
    ),
    scopeOfTeam: rowLoader(
      (ids) => read((tx) => readScopes(company, tx, ids)),
      (row) => row.teamId,
    ),
  };
}
