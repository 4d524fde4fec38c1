import type { ColleagueNameFragment, OwnPersonFragment } from '../../gql/graphql.ts';

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

interface Sequenced {
  readonly id: string;
  readonly sequence: number;
}

/** Messages with others that came in: by sequence, none twice, each in its latest form. */
export function withRows<Row extends Sequenced>(known: readonly Row[], come: readonly Row[]): readonly Row[] {
  if (come.length === 0) return known;
  const byId = new Map(known.map((row) => [row.id, row]));
  for (const row of come) byId.set(row.id, row);
  return [...byId.values()].sort((one, other) => one.sequence - other.sequence);
}

/** What others would read, and nothing else: the chosen messages in the thread's order, without those taken back since. */
export function carriedOver<Row extends Sequenced & { readonly redactedAt: string | null }>(
  messages: readonly Row[],
  chosen: ReadonlySet<string>,
): readonly Row[] {
  return messages.filter(({ id, redactedAt }) => chosen.has(id) && redactedAt === null);
}

/** The address of an internal thread. */
export function addressOf(threadId: string): string {
  return `/workspace/threads/${threadId}`;
}
