import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { dateTime } from '#subgraphs/kit/date-time.ts';
import { guardMutations } from './access/narrow-writes.ts';
import { callerResolvers, companyQueries, companyResolvers } from './companies/company-resolvers.ts';
import type { Context } from './context.ts';
import { chainVerificationResolvers, teamEventFields, teamEventResolvers } from './events/event-resolvers.ts';
import {
  messageMutations,
  messageResolvers,
  messageRevisionResolvers,
  reactionResolvers,
} from './messages/message-resolvers.ts';
import {
  invitationMutations,
  invitationQueries,
  invitationResolvers,
  invitationTermsResolvers,
} from './invitations/invitation-resolvers.ts';
import { heldTextResolvers, holdMutations, holdQueries, legalHoldResolvers } from './holds/hold-resolvers.ts';
import { inboxItemResolvers, liveEventResolvers, liveSubscriptions } from './live/live-resolvers.ts';
import { rosterMutations } from './participants/roster-resolvers.ts';
import {
  proposalAnswerResolvers,
  proposalMutations,
  proposalResolvers,
} from './proposals/proposal-resolvers.ts';
import { governanceFields, governanceMutations } from './teams/governance-resolvers.ts';
import { retentionMutations, teamRetentionFields } from './retention/retention-resolvers.ts';
import { participantResolvers } from './participants/participant-resolvers.ts';
import { searchHitResolvers, searchQueries } from './search/search-resolvers.ts';
import { messageShareFields, shareResolvers, teamShareFields } from './shares/share-resolvers.ts';
import { teamCompanyResolvers, teamMutations, teamQueries, teamResolvers } from './teams/team-resolvers.ts';
import { threadMutations, threadQueries, threadResolvers } from './threads/thread-resolvers.ts';

/** The shared layer's resolvers, of all its modules. */
// The cast: Apollo's type takes every function for a field's, and a reference resolver has one argument less.
export const resolvers = {
  DateTime: dateTime,
  Query: {
    ...companyQueries,
    ...teamQueries,
    ...threadQueries,
    ...invitationQueries,
    ...searchQueries,
    ...holdQueries,
  },
  Mutation: guardMutations({
    ...governanceMutations,
    ...invitationMutations,
    ...proposalMutations,
    ...rosterMutations,
    ...teamMutations,
    ...threadMutations,
    ...messageMutations,
    ...retentionMutations,
    ...holdMutations,
  }),
  Subscription: liveSubscriptions,
  LiveEvent: liveEventResolvers,
  InboxItem: inboxItemResolvers,
  Caller: callerResolvers,
  ChainVerification: chainVerificationResolvers,
  Company: companyResolvers,
  Invitation: invitationResolvers,
  InvitationTerms: invitationTermsResolvers,
  Proposal: proposalResolvers,
  ProposalAnswer: proposalAnswerResolvers,
  Message: { ...messageResolvers, ...messageShareFields },
  MessageRevision: messageRevisionResolvers,
  Reaction: reactionResolvers,
  SearchHit: searchHitResolvers,
  Share: shareResolvers,
  LegalHold: legalHoldResolvers,
  HeldText: heldTextResolvers,
  Participant: participantResolvers,
  Team: {
    ...teamResolvers,
    ...governanceFields,
    ...teamEventFields,
    ...teamShareFields,
    ...teamRetentionFields,
  },
  TeamCompany: teamCompanyResolvers,
  TeamEvent: teamEventResolvers,
  Thread: threadResolvers,
} as GraphQLResolverMap<Context>;
