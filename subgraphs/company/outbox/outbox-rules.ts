import type { CompanyCommand, CompanyRequestReply } from '#schema/wire/company-requests.ts';
import { isUserErrorCode, userError, type UserError } from '#subgraphs/kit/user-error.ts';

/** How long whoever took a request to send it has for that, in milliseconds. Afterwards another one may. */
export const LEASE_MS = 30_000;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 300_000;

/**
 * How long to wait after so many attempts in vain, in milliseconds: twice as long each time, up to five minutes, and
 * anything from half of it on, so that many that failed at once do not come back at once.
 *
 * @param random from 0 to 1
 */
export function pauseAfter(attempts: number, random: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts - 1, 20), LONGEST_PAUSE_MS);
  return Math.round(pause * (0.5 + random / 2));
}

/** The id of what a command is about. Commands about one thing are sent in the order in which they were given. */
export function subjectOf(command: CompanyCommand): string {
  switch (command.kind) {
    case 'addParticipant':
    case 'removeParticipant':
      return command.participantId;
    case 'openThread':
      return command.threadId;
    case 'createShare':
    case 'revokeShare':
      return command.shareId;
  }
}

/** What the shared layer said no for, as the person is told; null when it was done. */
export function refusalOf(reply: CompanyRequestReply): UserError | null {
  if (reply.outcome === 'done') return null;
  // Its word for the kind of mistake is passed on only where the graph has that word.
  return userError(isUserErrorCode(reply.code) ? reply.code : 'CONFLICT', reply.message);
}
