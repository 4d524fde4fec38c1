import type { Prisma } from '#prisma/shared/client/client.ts';
import type { ScenarioTeam } from './seed.ts';

/** A team as rows of its tables. */
export interface TeamRows {
  readonly team: Omit<Prisma.TeamCreateManyInput, 'lastHash'>;
  readonly slugs: Prisma.TeamSlugCreateManyInput[];
  readonly intervals: Prisma.MembershipIntervalCreateManyInput[];
  readonly participants: Prisma.ParticipantCreateManyInput[];
  readonly threads: Prisma.ThreadCreateManyInput[];
  readonly messages: Omit<Prisma.MessageCreateManyInput, 'bodySalt'>[];
}

/** With what binds each message to its event; see `sealBody`. */
export interface SealedTeamRows extends TeamRows {
  readonly messages: Prisma.MessageCreateManyInput[];
  /** By the message's id. */
  readonly bodyHashes: ReadonlyMap<string, string>;
}

/**
 * Gives every change of a team its sequence, as the program would have: 1 for the team with its companies, then its
 * participants, then threads and messages in the order of their times.
 */
export function teamRows(team: ScenarioTeam): TeamRows {
  const { id: teamId, slug, members } = team;
  const createdAt = new Date(team.createdAt);
  const firstTalk = 2 + team.participants.length;
  const sequences = talkSequences(team, firstTalk);
  return {
    team: {
      id: teamId,
      name: team.name,
      purpose: team.purpose,
      createdAt,
      lastSequence: firstTalk - 1 + sequences.size,
    },
    slugs: members.map((companySlug) => ({ companySlug, slug, teamId })),
    intervals: members.map((companySlug) => ({ companySlug, teamId, fromSequence: 1, joinedAt: createdAt })),
    participants: team.participants.map(({ company, steward, ...columns }, index) => ({
      ...columns,
      teamId,
      companySlug: company,
      isSteward: steward,
      joinedSequence: 2 + index,
    })),
    threads: team.threads.map((thread) => threadRow(thread, teamId, sequences)),
    messages: team.threads.flatMap((thread) => messageRows(thread, teamId, sequences)),
  };
}

/** Threads and messages by time; at equal times in the order of the scenario, a thread before its messages. */
function talkSequences(team: ScenarioTeam, first: number): Map<string, number> {
  const entries = team.threads.flatMap((thread) => [
    { id: thread.id, at: Date.parse(thread.createdAt) },
    ...thread.messages.map(({ id, at }) => ({ id, at: Date.parse(at) })),
  ]);
  entries.sort((one, other) => one.at - other.at);
  return new Map(entries.map(({ id }, index) => [id, first + index]));
}

type ScenarioThread = ScenarioTeam['threads'][number];

function threadRow(thread: ScenarioThread, teamId: string, sequences: ReadonlyMap<string, number>) {
  const { id, slug, title, createdBy } = thread;
  return {
    id,
    teamId,
    slug,
    title,
    createdById: createdBy,
    createdSequence: sequences.get(id) ?? 0,
    createdAt: new Date(thread.createdAt),
  };
}

function messageRows(thread: ScenarioThread, teamId: string, sequences: ReadonlyMap<string, number>) {
  return thread.messages.map(({ id, author, body, at }) => ({
    id,
    teamId,
    threadId: thread.id,
    sequence: sequences.get(id) ?? 0,
    body,
    authorId: author,
    idempotencyKey: `seed-${id}`,
    createdAt: new Date(at),
  }));
}
