import { encodeTime } from 'ulid';
import { sha256 } from '#schema/wire/hash.ts';
import type { EventContent } from './events/event-kinds.ts';
import type { EventDraft } from './events/event-rules.ts';
import type { SealedTeamRows, TeamRows } from './seed-rows.ts';

/** A change with its place and author, as far as the rows tell. */
type Change = EventContent & {
  readonly sequence: number;
  readonly actor: string | null;
  readonly company: string | null;
  readonly at: Date;
};

/** The events of a team's rows, in order: what the program would have recorded. Together they fill every sequence. */
export function teamEvents(rows: SealedTeamRows): EventDraft[] {
  const changes = new Map<number, Change>();
  // A company that joins brings somebody with it in the same change, which is then told as the company's.
  const all = [...participantChanges(rows), ...talkChanges(rows), ...companyChanges(rows), creation(rows)];
  for (const change of all) changes.set(change.sequence, change);
  return [...changes.values()]
    .sort((one, other) => one.sequence - other.sequence)
    .map(({ sequence, ...change }) => ({ ...change, id: eventId(rows.team.id, sequence, change.at) }));
}

/** The same every time, so that a seeded event can be named. Hex digits are letters of ULIDs too. */
export function eventId(teamId: string, sequence: number, at: Date): string {
  const digits = sha256(`${teamId}:${String(sequence)}`)
    .slice(0, 16)
    .toUpperCase();
  return `evt_${encodeTime(at.getTime(), 10)}${digits}`;
}

function creation({ team, intervals }: TeamRows): Change {
  const companies = intervals.filter(({ fromSequence }) => fromSequence === 1).map((row) => row.companySlug);
  const { name, purpose = null } = team;
  const payload = { name, purpose, companies };
  const at = new Date(team.createdAt);
  return { sequence: 1, kind: 'TEAM_CREATED', actor: null, company: companies[0] ?? null, at, payload };
}

function companyChanges({ intervals }: TeamRows): Change[] {
  return intervals.flatMap(({ companySlug: company, fromSequence, joinedAt, toSequence, leftAt }) => {
    const about = { actor: null, company, payload: { company } };
    const joined: Change = {
      ...about,
      sequence: fromSequence,
      kind: 'COMPANY_JOINED',
      at: new Date(joinedAt),
    };
    if (toSequence == null || leftAt == null) return [joined];
    return [joined, { ...about, sequence: toSequence, kind: 'COMPANY_LEFT', at: new Date(leftAt) }];
  });
}

function participantChanges({ team, participants }: TeamRows): Change[] {
  return participants.map((row) => ({
    sequence: row.joinedSequence,
    kind: 'PARTICIPANT_ADDED',
    actor: row.id,
    company: row.companySlug,
    at: new Date(team.createdAt),
    payload: { participantId: row.id, participantKind: row.kind, isSteward: row.isSteward },
  }));
}

function talkChanges({ participants, threads, messages, bodyHashes }: SealedTeamRows): Change[] {
  const companies = new Map(participants.map(({ id, companySlug }) => [id, companySlug]));
  const by = (actor: string) => ({ actor, company: companies.get(actor) ?? null });
  return [
    ...threads.map(({ id, slug, title, createdById, createdSequence, createdAt }): Change => ({
      ...by(createdById),
      sequence: createdSequence,
      kind: 'THREAD_CREATED',
      at: new Date(createdAt),
      payload: { threadId: id, slug, title },
    })),
    ...messages.map(({ id, threadId, authorId, sequence, createdAt }): Change => ({
      ...by(authorId),
      sequence,
      kind: 'MESSAGE_POSTED',
      at: new Date(createdAt),
      payload: { messageId: id, threadId, bodyHash: bodyHashes.get(id) ?? '' },
    })),
  ];
}
