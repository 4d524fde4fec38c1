import type { MessageRowFragment } from '../../gql/graphql.ts';
import type { Attachment } from './attach-rules.ts';

type Row = MessageRowFragment;

/**
 * Messages with others that came in, as `withRows`. Notes that are not known now (their owner cannot answer) are kept as
 * they were.
 */
export function withMessages(
  known: readonly Row[],
  come: readonly Row[],
  belongs?: (row: Row) => boolean,
): readonly Row[] {
  const before = new Map(known.map(({ id, notes }) => [id, notes]));
  const now = come.map((row) => ({ ...row, notes: row.notes ?? before.get(row.id) ?? null }));
  return withRows(known, now, belongs);
}

/** What a message of any thread has that others stand beside. */
interface Said {
  readonly id: string;
  readonly sequence: number;
  readonly body: string;
  readonly replyTo: { readonly id: string; readonly body: string } | null;
}

/**
 * Messages with others that came in: by sequence, none twice, each and what it quotes in its latest form. One that is new
 * is taken where it `belongs`; a text that was taken back is nowhere quoted any more, wherever it stood.
 */
export function withRows<One extends Said>(
  known: readonly One[],
  come: readonly One[],
  belongs: (row: One) => boolean = () => true,
): readonly One[] {
  if (come.length === 0) return known;
  const isKnown = new Set(known.map(({ id }) => id));
  const byId = new Map([...known, ...come].map((row) => [row.id, row]));
  return [...byId.values()]
    .filter((row) => isKnown.has(row.id) || belongs(row))
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
  /** What is to be shown with it. */
  readonly attachments: readonly Attachment[];
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
