import { isIdOf } from '#schema/wire/ids.ts';
import { reference } from '#subgraphs/kit/reference.ts';
import { present } from '../missing-row.ts';
import type { MutationResolvers, ProposalAnswerResolvers, ProposalResolvers } from '../resolver-types.ts';
import { consent } from './consenting.ts';

export const proposalMutations: Pick<MutationResolvers, 'consent'> = {
  async consent(_, { input }, context) {
    const { done, userErrors } = await consent(context, input);
    return { proposal: done, userErrors };
  },
};

export const proposalResolvers: ProposalResolvers = {
  __resolveReference: reference(async ({ id }: { readonly id: unknown }, context) =>
    isIdOf(id, 'prp') ? context.loaders().proposals.load(id) : null,
  ),
  team: (proposal, _, context) => present(context.loaders().teams.load(proposal.teamId)),
  proposer: (proposal, _, context) => context.loaders().companies.load(proposal.companySlug),
  company: (proposal, _, context) =>
    proposal.subjectSlug === null ? null : context.loaders().companies.load(proposal.subjectSlug),
  answers: (proposal, _, context) => context.loaders().answersOfProposal.load(proposal.id),
};

export const proposalAnswerResolvers: ProposalAnswerResolvers = {
  company: (answer, _, context) => context.loaders().companies.load(answer.companySlug),
};
