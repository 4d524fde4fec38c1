import { groupLoader, rowLoader, type GroupLoader, type RowLoader } from '#subgraphs/kit/batch-loader.ts';
import { pageLoader, type PageLoader } from '#subgraphs/kit/page-loader.ts';
import { readCompanies, type CompanyRow } from './companies/company-store.ts';
import { createConversationLoaders, type ConversationLoaders } from './conversation-loaders.ts';
import type { Transaction } from './database.ts';
import { verifyTeams, type TeamFinding } from './events/chain-verification.ts';
import type { EventRow } from './events/event-rules.ts';
import { readEventsById, readEventsOfTeams } from './events/event-store.ts';
import { readInvitationsById, type InvitationRow } from './invitations/invitation-store.ts';
import { readMessagesById, readMessagesOfThreads, type MessageRow } from './messages/message-store.ts';
import {
  readParticipantsById,
  readParticipantsOfTeams,
  type ParticipantRow,
} from './participants/participant-store.ts';
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
import { readTeamCompanies, readTeamsById, type TeamCompanyRow, type TeamRow } from './teams/team-store.ts';
import { readThreadsById, readThreadsOfTeams, type ThreadRow } from './threads/thread-store.ts';

/** Batches what a request asks for one by one: one statement per field, however long the list above it. */
export interface Loaders extends ConversationLoaders {
  readonly companies: RowLoader<CompanyRow>;
  readonly teams: RowLoader<TeamRow>;
  readonly threads: RowLoader<ThreadRow>;
  readonly messages: RowLoader<MessageRow>;
  readonly participants: RowLoader<ParticipantRow>;
  readonly events: RowLoader<EventRow>;
  readonly chainOfTeam: RowLoader<TeamFinding>;
  readonly invitations: RowLoader<InvitationRow>;
  readonly proposals: RowLoader<ProposalRow>;
  readonly proposalOfInvitation: RowLoader<ProposalRow>;
  readonly proposalsOfTeam: GroupLoader<ProposalRow>;
  readonly answersOfProposal: GroupLoader<AnswerRow>;
  readonly scopeOfTeam: RowLoader<Scope>;
  readonly companiesOfTeam: GroupLoader<TeamCompanyRow>;
  readonly participantsOfTeam: GroupLoader<ParticipantRow>;
  readonly threadsOfTeam: PageLoader<ThreadRow, number>;
  readonly messagesOfThread: PageLoader<MessageRow, number>;
  readonly eventsOfTeam: PageLoader<EventRow, number>;
}

type Read = <T>(work: (transaction: Transaction) => Promise<T>) => Promise<T>;

/** Makes the loaders of one request. They remember what one company may see in one snapshot; `subject` is its caller. */
export function createLoaders(company: string, subject: string, read: Read): Loaders {
  return {
    companies: rowLoader(
      (slugs) => read((tx) => readCompanies(company, tx, slugs)),
      (row) => row.slug,
    ),
    teams: rowLoader(
      (ids) => read((tx) => readTeamsById(company, tx, ids)),
      (row) => row.id,
    ),
    threads: rowLoader(
      (ids) => read((tx) => readThreadsById(company, tx, ids)),
      (row) => row.id,
    ),
    messages: rowLoader(
      (ids) => read((tx) => readMessagesById(company, tx, ids)),
      (row) => row.id,
    ),
    participants: rowLoader(
      (ids) => read((tx) => readParticipantsById(company, tx, ids)),
      (row) => row.id,
    ),
    events: rowLoader(
      (ids) => read((tx) => readEventsById(company, tx, ids)),
      (row) => row.id,
    ),
    chainOfTeam: rowLoader(
      (ids) => read((tx) => verifyTeams(company, tx, ids)),
      (finding) => finding.teamId,
    ),
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
    companiesOfTeam: groupLoader(
      (ids) => read((tx) => readTeamCompanies(company, tx, ids)),
      (row) => row.teamId,
    ),
    participantsOfTeam: groupLoader(
      (ids) => read((tx) => readParticipantsOfTeams(company, tx, ids)),
      (row) => row.teamId,
    ),
    threadsOfTeam: pageLoader(
      (ids, page) => read((tx) => readThreadsOfTeams(company, tx, ids, page)),
      (row) => row.teamId,
    ),
    messagesOfThread: pageLoader(
      (ids, page) => read((tx) => readMessagesOfThreads(company, tx, ids, page)),
      (row) => row.threadId,
    ),
    ...createConversationLoaders(company, subject, read),
    eventsOfTeam: pageLoader(
      (ids, page) => read((tx) => readEventsOfTeams(company, tx, ids, page)),
      (row) => row.teamId,
    ),
  };
}
