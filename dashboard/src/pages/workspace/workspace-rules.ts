import type {
  ColleagueNameFragment,
  OwnPersonFragment,
  PrivateMessageRowFragment,
  PrivateThreadQuery,
} from '../../gql/graphql.ts';
import type { Mentionable } from '../thread/composer.tsx';
import type { Reaction } from '../thread/reactions.tsx';

/** The name of somebody of the company; `Somebody` when nobody kept it. */
export function nameOf(colleague: ColleagueNameFragment | null): string {
  if (colleague === null) return 'Somebody';
  return 'name' in colleague ? colleague.name : colleague.displayName;
}

/** Whether somebody of the company is a program. */
export function isAgent(colleague: ColleagueNameFragment | null): boolean {
  return colleague !== null && 'name' in colleague;
}

/**
 * Whether the caller may decide what others see of the company. It is only what is offered: the company's own program
 * decides anew when it is asked.
 */
export function isAdmin(
  people: readonly Pick<OwnPersonFragment, 'subject' | 'role'>[] | null | undefined,
  subject: string,
): boolean {
  return people?.some((person) => person.subject === subject && person.role === 'ADMIN') ?? false;
}

/** The length of a text, for people: `640 bytes`, `12 kB`, `3.4 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** What others would read, and nothing else: the chosen messages in the thread's order, without those taken back since. */
export function carriedOver<Row extends { readonly id: string; readonly redactedAt: string | null }>(
  messages: readonly Row[],
  chosen: ReadonlySet<string>,
): readonly Row[] {
  return messages.filter(({ id, redactedAt }) => chosen.has(id) && redactedAt === null);
}

/** Who can be addressed in an internal thread: those who work for the company now. */
export function mentionableIn({
  people,
  agents,
}: Pick<NonNullable<PrivateThreadQuery['workspace']>, 'people' | 'agents'>): Mentionable[] {
  const persons = (people ?? []).filter(({ status }) => status !== 'REMOVED');
  const programs = (agents ?? []).filter(({ status }) => status !== 'ARCHIVED');
  return [
    ...persons.map(({ id, displayName }) => ({ id, displayName, from: 'person' })),
    ...programs.map(({ id, name }) => ({ id, displayName: name, from: 'agent' })),
  ];
}

/** A private message's emojis, as the reactions of any message are shown. */
export function reactionsOf({ reactions }: Pick<PrivateMessageRowFragment, 'reactions'>): Reaction[] {
  return (reactions ?? []).map(({ emoji, count, colleagues }) => ({
    ...{ emoji, count },
    participants: (colleagues ?? []).map((one) => ({ id: one.id, displayName: nameOf(one) })),
  }));
}

/** The address of an internal thread. */
export function addressOf(threadId: string): string {
  return `/workspace/threads/${threadId}`;
}
