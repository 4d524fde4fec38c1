import { groupLoader, rowLoader, type GroupLoader, type RowLoader } from '#subgraphs/kit/batch-loader.ts';
import { oncePer } from '#subgraphs/kit/once-per.ts';
import { pageLoader, type PageLoader } from '#subgraphs/kit/page-loader.ts';
import { readCompanies, type CompanyRow } from './companies/company-store.ts';
import { createKeepingLoaders, type KeepingLoaders } from './holds/hold-loaders.ts';
import { createShareLoaders, type ShareLoaders } from './shares/share-loaders.ts';
import { createConversationLoaders, type ConversationLoaders } from './conversation-loaders.ts';
import type { Transaction } from './database.ts';
import { verifyTeams, type TeamFinding } from './events/chain-verification.ts';
import type { EventRow } from './events/event-rules.ts';
import { readEventsById, readEventsOfTeams } from './events/event-store.ts';
import {
  readMessagesById,
  readMessagesOfTeam,
  readMessagesOfThreads,
  type MessageRow,
} from './messages/message-store.ts';
import {
  readParticipantsById,
  readParticipantsOfTeams,
  type ParticipantRow,
} from './participants/participant-store.ts';
import { createGovernanceLoaders, type GovernanceLoaders } from './governance-loaders.ts';
import { readTeamCompanies, readTeamsById, type TeamCompanyRow, type TeamRow } from './teams/team-store.ts';
import {
  readThreadsById,
  readThreadsBySlug,
  readThreadsOfTeams,
  type ThreadRow,
} from './threads/thread-store.ts';

/** Batches what a request asks for one by one: one statement per field, however long the list above it. */
export interface Loaders extends ConversationLoaders, GovernanceLoaders, KeepingLoaders, ShareLoaders {
  readonly companies: RowLoader<CompanyRow>;
  readonly teams: RowLoader<TeamRow>;
  readonly threads: RowLoader<ThreadRow>;
  readonly messages: RowLoader<MessageRow>;
  /** The same by their team, where it is known. */
  readonly messagesOfTeam: (teamId: string) => RowLoader<MessageRow>;
  readonly participants: RowLoader<ParticipantRow>;
  readonly events: RowLoader<EventRow>;
  readonly chainOfTeam: RowLoader<TeamFinding>;
  readonly companiesOfTeam: GroupLoader<TeamCompanyRow>;
  readonly participantsOfTeam: GroupLoader<ParticipantRow>;
  readonly threadsOfTeam: PageLoader<ThreadRow, number>;
  /** A team's thread of the slug, by the team. */
  readonly threadBySlug: (slug: string) => RowLoader<ThreadRow>;
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
    messagesOfTeam: createMessagesOfTeam(company, read),
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
    ...createGovernanceLoaders(company, read),
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
    threadBySlug: createThreadBySlug(company, read),
    messagesOfThread: pageLoader(
      (ids, page) => read((tx) => readMessagesOfThreads(company, tx, ids, page)),
      (row) => row.threadId,
    ),
    ...createConversationLoaders(company, subject, read),
    ...createShareLoaders(company, read),
    ...createKeepingLoaders(company, read),
    eventsOfTeam: pageLoader(
      (ids, page) => read((tx) => readEventsOfTeams(company, tx, ids, page)),
      (row) => row.teamId,
    ),
  };
}

function createMessagesOfTeam(company: string, read: Read): Loaders['messagesOfTeam'] {
  return oncePer(String, (teamId: string) =>
    rowLoader(
      (ids) => read((tx) => readMessagesOfTeam(company, tx, teamId, ids)),
      (row) => row.id,
    ),
  );
}

function createThreadBySlug(company: string, read: Read): Loaders['threadBySlug'] {
  return oncePer(String, (slug: string) =>
    rowLoader(
      (ids) => read((tx) => readThreadsBySlug(company, tx, ids, slug)),
      (row) => row.teamId,
    ),
  );
}
