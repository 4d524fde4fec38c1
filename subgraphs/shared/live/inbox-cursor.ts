import { badInput } from '#subgraphs/kit/errors.ts';
import { isIdOf } from '#schema/wire/ids.ts';
import { MOST_INVITATIONS, MOST_TEAMS } from './live-store.ts';

/** Where an inbox stands: in each team's log, and which open invitations were told of. */
export interface InboxPlace {
  readonly teams: ReadonlyMap<string, number>;
  readonly invitations: ReadonlySet<string>;
}

const LONGEST = 65_536;
const LARGEST_SEQUENCE = 2 ** 31 - 1;

/** Writes a cursor. It holds ids that its reader may read, and no more than is needed to go on. */
export function writeInboxCursor({ teams, invitations }: InboxPlace): string {
  return Buffer.from(JSON.stringify([[...teams], [...invitations]])).toString('base64url');
}

/**
 * Reads a cursor. A made-up one skips or repeats what its reader may read, and reads nothing else.
 *
 * @throws GraphQLError `BAD_USER_INPUT` for a strange one
 */
export function readInboxCursor(cursor: string): InboxPlace {
  const place = cursor.length <= LONGEST ? placeOf(cursor) : null;
  if (place === null) throw badInput('"after" is not a cursor of this stream.');
  return place;
}

function placeOf(cursor: string): InboxPlace | null {
  try {
    const given: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (!Array.isArray(given) || given.length !== 2) return null;
    const [teams, invitations] = given as readonly unknown[];
    if (!isListOf(teams, isTeamPlace, MOST_TEAMS) || !isListOf(invitations, isInvitation, MOST_INVITATIONS))
      return null;
    return { teams: new Map(teams), invitations: new Set(invitations) };
  } catch {
    return null;
  }
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T, most: number): value is T[] {
  return Array.isArray(value) && value.length <= most && value.every(is);
}

function isTeamPlace(item: unknown): item is [string, number] {
  if (!Array.isArray(item) || item.length !== 2) return false;
  const [id, sequence] = item as readonly unknown[];
  return (
    isIdOf(id, 'tem') &&
    Number.isInteger(sequence) &&
    Number(sequence) >= 0 &&
    Number(sequence) <= LARGEST_SEQUENCE
  );
}

function isInvitation(item: unknown): item is string {
  return isIdOf(item, 'inv');
}
