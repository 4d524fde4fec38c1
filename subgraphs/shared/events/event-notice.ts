import type { EventKind } from './event-kinds.ts';

/** Where PostgreSQL tells of events as they are committed. */
export const TEAM_EVENTS_CHANNEL = 'team_events';

/** What is told of a team's events: whose log grew, and whether it changed who is in the team or invited to it. */
export interface EventNotice {
  readonly teamId: string;
  readonly ofMembers: boolean;
}

/** Ids alone: every session of the database may listen. */
export function writeNotice(teamId: string, kinds: readonly EventKind[]): string {
  return kinds.some((kind) => OF_MEMBERS.test(kind)) ? `${teamId} *` : teamId;
}

/** Reads a notice. */
export function readNotice(text: string): EventNotice {
  const [teamId = '', mark] = text.split(' ');
  return { teamId, ofMembers: mark === '*' };
}

const OF_MEMBERS = /^(?:TEAM_CREATED|TEAM_DELETED|COMPANY_|INVITATION_|HISTORY_)/;
