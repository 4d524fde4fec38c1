import type { MessageRowFragment } from '../../gql/graphql.ts';

type Row = MessageRowFragment;

/**
 * Messages with others that came in: by sequence, none twice, each in its latest form. Notes that are not known now (their
 * owner cannot answer) are kept as they were, and a text that was taken back is nowhere quoted any more.
 */
export function withMessages(known: readonly Row[], come: readonly Row[]): readonly Row[] {
  const before = new Map(known.map(({ id, notes }) => [id, notes]));
  return withRows(
    known,
    come.map((row) => ({ ...row, notes: row.notes ?? before.get(row.id) ?? null })),
  );
}

/** What a message of any thread has that others stand beside. */
interface Said {
  readonly id: string;
  readonly sequence: number;
  readonly body: string;
  readonly replyTo: { readonly id: string; readonly body: string } | null;
}

/** Messages with others that came in: by sequence, none twice, each and what it quotes in its latest form. */
export function withRows<One extends Said>(known: readonly One[], come: readonly One[]): readonly One[] {
  if (come.length === 0) return known;
  const byId = new Map([...known, ...come].map((row) => [row.id, row]));
  return [...byId.values()]
    .map((row) => withQuote(row, byId))
    .sort((one, other) => one.sequence - other.sequence);
}

function withQuote<One extends Said>(row: One, byId: ReadonlyMap<string, One>): One {
  const quoted = row.replyTo && byId.get(row.replyTo.id);
  if (!row.replyTo || !quoted || quoted.body === row.replyTo.body) return row;
  return { ...row, replyTo: { ...row.replyTo, body: quoted.body } };
}

/** Something that was written here and that is not known to be in the thread yet. */
export interface Outgoing {
  /** Under which it is posted once, however often it is sent. */
  readonly key: string;
  readonly body: string;
  /** The id of the message that it answers. */
  readonly replyToId: string | null;
  readonly mentionIds: readonly string[];
  /** The latest message of the thread when it was written. */
  readonly afterSequence: number;
  /** Why it is not there; null while it is on its way. */
  readonly problem: string | null;
}

/** What is written here and not yet among the messages: a message may come over the stream before its answer does. */
export function stillOutgoing<One extends Pick<Said, 'id' | 'sequence' | 'body'>>(
  outgoing: readonly Outgoing[],
  messages: readonly One[],
  isOwn: (row: One) => boolean,
): readonly Outgoing[] {
  const arrived = new Set<string>();
  return outgoing.filter(({ body, afterSequence }) => {
    const found = messages.find(
      (row) => row.sequence > afterSequence && row.body === body && !arrived.has(row.id) && isOwn(row),
    );
    if (found) arrived.add(found.id);
    return found === undefined;
  });
}

/** The first message that is new: the `unread`th of others' from the end; null when there is none, or it is not here. */
export function firstUnread(
  messages: readonly Row[],
  unread: number,
  isOwn: (row: Row) => boolean,
): string | null {
  if (unread === 0) return null;
  const counting = messages.filter((row) => !isOwn(row) && row.redactedAt === null && !row.hidden);
  return counting.at(-unread)?.id ?? null;
}

/** Somebody who can be addressed. */
export interface Named {
  readonly id: string;
  readonly displayName: string;
}

/** Whom a text addresses: everyone whose name stands in it after an `@`. */
export function mentionsIn(body: string, participants: readonly Named[]): string[] {
  return participants.filter(({ displayName }) => body.includes(`@${displayName}`)).map(({ id }) => id);
}

/** Who may be meant by what is being written: an `@` at a word's beginning, and the beginning of a name, at the end. */
export function suggestedMentions<One extends Named>(body: string, participants: readonly One[]): One[] {
  const begun = /(?:^|\s)@([^@\n]*)$/.exec(body)?.[1]?.toLowerCase();
  if (begun === undefined) return [];
  return participants.filter(
    ({ displayName }) => displayName.toLowerCase().startsWith(begun) && displayName.length > begun.length,
  );
}

/** The text with the name in the place of what was begun. */
export function withMention(body: string, { displayName }: Named): string {
  return `${body.replace(/@[^@\n]*$/, '')}@${displayName} `;
}
