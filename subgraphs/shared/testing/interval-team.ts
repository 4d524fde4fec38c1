import { eventId } from '../seed-events.ts';
import type { TeamRows } from '../seed-rows.ts';

/**
 * A team that companies joined and left, change by change:
 * 1 opened by Acme · 2 Acme's lead · 3 Acme's agent · 4 thread `early` · 5 a message · 6 Nimbus joins with its lead ·
 * 7 a message of Nimbus · 8 Harbor joins with its lead · 9 a message of Harbor · 10 Nimbus leaves · 11 thread `late` ·
 * 12 a message in it · 13 one more in `early`.
 */
const teamId = 'tem_01JQ0000000000000000000TEM';
const at = (sequence: number) => new Date(Date.UTC(2026, 2, 1, 12, sequence));

export const IDS = {
  team: teamId,
  acmeLead: 'par_acme_01JQ0000000000000000000P02',
  acmeAgent: 'par_acme_01JQ0000000000000000000P03',
  nimbusLead: 'par_nimbus_01JQ0000000000000000000P06',
  harborLead: 'par_harbor_01JQ0000000000000000000P08',
  early: 'thr_01JQ0000000000000000000T04',
  late: 'thr_01JQ0000000000000000000T11',
  /** Of Harbor's message. */
  event: eventId(teamId, 9, at(9)),
  message: (sequence: number) => `msg_01JQ0000000000000000000M${String(sequence).padStart(2, '0')}`,
} as const;

function participant(id: string, joinedSequence: number, leftSequence: number | null = null) {
  const companySlug = id.split('_')[1] ?? '';
  const isAgent = id === IDS.acmeAgent;
  const subject = isAgent ? 'agent' : 'lead';
  return {
    id,
    teamId,
    companySlug,
    subject,
    kind: isAgent ? ('AGENT' as const) : ('PERSON' as const),
    displayName: `${companySlug} ${subject}`,
    title: null,
    isSteward: !isAgent,
    joinedSequence,
    leftSequence,
  };
}

function thread(id: string, slug: string, createdById: string, createdSequence: number) {
  return { id, teamId, slug, title: slug, createdById, createdSequence, createdAt: at(createdSequence) };
}

function message(threadId: string, sequence: number, authorId: string) {
  return {
    id: IDS.message(sequence),
    teamId,
    threadId,
    sequence,
    body: `message ${String(sequence)}`,
    authorId,
    idempotencyKey: `key-${String(sequence)}`,
    createdAt: at(sequence),
  };
}

export const INTERVAL_TEAM: TeamRows = {
  team: { id: teamId, name: 'Rollout', purpose: null, createdAt: at(1), lastSequence: 13 },
  slugs: ['acme', 'nimbus', 'harbor'].map((companySlug) => ({
    companySlug,
    slug: `${companySlug}-rollout`,
    teamId,
  })),
  intervals: [
    { companySlug: 'acme', teamId, fromSequence: 1, joinedAt: at(1) },
    { companySlug: 'nimbus', teamId, fromSequence: 6, joinedAt: at(6), toSequence: 10, leftAt: at(10) },
    { companySlug: 'harbor', teamId, fromSequence: 8, joinedAt: at(8) },
  ],
  participants: [
    participant(IDS.acmeLead, 2),
    participant(IDS.acmeAgent, 3),
    participant(IDS.nimbusLead, 6, 10),
    participant(IDS.harborLead, 8),
  ],
  threads: [thread(IDS.early, 'early', IDS.acmeLead, 4), thread(IDS.late, 'late', IDS.harborLead, 11)],
  messages: [
    message(IDS.early, 5, IDS.acmeLead),
    message(IDS.early, 7, IDS.nimbusLead),
    message(IDS.early, 9, IDS.harborLead),
    message(IDS.late, 12, IDS.acmeAgent),
    message(IDS.early, 13, IDS.acmeLead),
  ],
};
