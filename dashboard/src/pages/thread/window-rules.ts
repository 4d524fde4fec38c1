import type { MessagePageFragment, MessageRowFragment } from '../../gql/graphql.ts';
import { withMessages } from './message-rules.ts';

type Row = MessageRowFragment;

/** A page of a thread's messages, and the shares in it whose owners could not answer. */
export interface Page extends MessagePageFragment {
  readonly unreachable: ReadonlySet<string>;
}

/** How many messages are asked for at once. */
export const PAGE = 50;
/** How many are on the page at once, at most: those farthest from what is looked at are let go, and asked for again. */
export const MOST_SHOWN = 150;

/** What is shown of a thread: messages without a gap between them, wherever in the thread that is. */
export interface Window {
  readonly messages: readonly Row[];
  /** Where each stands, as far as the shared layer has said so: a message that came live has no cursor yet. */
  readonly cursors: ReadonlyMap<string, string>;
  /** Whether the thread's first message is among them. */
  readonly isStart: boolean;
  /** Whether the thread's latest message is among them: only then what is posted is added. */
  readonly isEnd: boolean;
  /** The sequence of the latest message that anybody has told of. */
  readonly latest: number;
  /** Shares whose owners could not answer when they were last asked. */
  readonly unreachable: ReadonlySet<string>;
  /** Whether the own company's program, whose the notes are, could not answer when it was last asked. */
  readonly areNotesAway: boolean;
}

const NONE: ReadonlySet<string> = new Set();

/** Nothing yet. */
const NO_WINDOW: Window = {
  ...{ messages: [], cursors: new Map<string, string>(), isStart: true, isEnd: true },
  ...{ latest: 0, unreachable: NONE, areNotesAway: false },
};

/** Which end of a window. */
export type End = 'start' | 'end';

/** A window of one page alone. */
export function windowOf(page: Page, latest = 0): Window {
  const empty: Window = { ...NO_WINDOW, latest, isStart: !page.pageInfo.hasPreviousPage };
  return extended(empty, page, 'end');
}

/** A window grown by the page that follows at one of its ends, and cut at the other. */
export function extended(window: Window, page: Page, end: End): Window {
  const { edges, pageInfo } = page;
  const come = edges.map(({ node }) => node);
  const messages = withMessages(window.messages, come);
  const unreachable = withUnreachable(window.unreachable, come, page.unreachable);
  const cursors = new Map([
    ...window.cursors,
    ...edges.map(({ cursor, node }) => [node.id, cursor] as const),
  ]);
  const last = messages.at(-1)?.sequence ?? 0;
  const areNotesAway = notesAway(window, come);
  const latest = Math.max(window.latest, last);
  const grown = { ...window, messages, cursors, unreachable, areNotesAway, latest };
  if (end === 'start') return cut({ ...grown, isStart: !pageInfo.hasPreviousPage }, 'end');
  // What was posted after the page was read, and before it came, is after it.
  return cut({ ...grown, isEnd: !pageInfo.hasNextPage && last >= window.latest }, 'start');
}

/** A window with messages as they are now, and with those that were posted where it reaches them. `cutAt` is away from the reader. */
export function refreshed(window: Window, come: readonly Row[], cutAt: End): Window {
  const first = window.messages[0]?.sequence ?? Infinity;
  const last = window.messages.at(-1)?.sequence ?? 0;
  const belongs = ({ sequence }: Row) =>
    (sequence > first || window.isStart) && (sequence < last || window.isEnd);
  const latest = Math.max(window.latest, ...come.map(({ sequence }) => sequence));
  const unreachable = withUnreachable(window.unreachable, come, NONE);
  const messages = withMessages(window.messages, come, belongs);
  return cut({ ...window, messages, latest, unreachable, areNotesAway: notesAway(window, come) }, cutAt);
}

/** A window with what stands beside its messages as it is now: notes and shares, by the ids of both. */
export function withBeside(window: Window, beside: Beside): Window {
  const { notes, shares } = beside;
  const messages = window.messages.map((row) => {
    const now = {
      ...row,
      notes: notes.get(row.id) ?? row.notes,
      shares: row.shares.map((share) => shares.get(share.id) ?? share),
    };
    return JSON.stringify(now) === JSON.stringify(row) ? row : now;
  });
  const asked = new Set([...window.unreachable].filter((id) => !shares.has(id)));
  const told = [...notes.values()].map((of) => ({ notes: of }));
  const unreachable = new Set([...asked, ...beside.unreachable]);
  return { ...window, messages, unreachable, areNotesAway: notesAway(window, told) };
}

/** A note's owner is the own company: it answers for all of an answer's messages, or for none. */
function notesAway({ areNotesAway }: Window, told: readonly Pick<Row, 'notes'>[]): boolean {
  return told.length === 0 ? areNotesAway : told.some(({ notes }) => notes === null);
}

/** What stands beside messages: the own company's notes by message, and shares. */
export interface Beside {
  readonly notes: ReadonlyMap<string, Row['notes']>;
  readonly shares: ReadonlyMap<string, Row['shares'][number]>;
  readonly unreachable: ReadonlySet<string>;
}

function withUnreachable(
  known: ReadonlySet<string>,
  come: readonly Row[],
  unreachable: ReadonlySet<string>,
): ReadonlySet<string> {
  const asked = new Set(come.flatMap(({ shares }) => shares.map(({ id }) => id)));
  if (asked.size === 0) return known;
  return new Set([...[...known].filter((id) => !asked.has(id)), ...unreachable]);
}

function cut(window: Window, end: End): Window {
  const over = window.messages.length - MOST_SHOWN;
  if (over <= 0) return window;
  const messages = end === 'start' ? window.messages.slice(over) : window.messages.slice(0, -over);
  const cursors = new Map(
    messages.flatMap(({ id }) => {
      const cursor = window.cursors.get(id);
      return cursor === undefined ? [] : [[id, cursor] as const];
    }),
  );
  const isStart = window.isStart && end !== 'start';
  return { ...window, messages, cursors, isStart, isEnd: window.isEnd && end !== 'end' };
}

/** What to ask for the page that follows at an end with; null when nothing follows. Without a cursor: around the last message. */
export function askAt(window: Window, end: End) {
  if (end === 'start' ? window.isStart : window.isEnd) return null;
  const from = edgeOf(window, end);
  if (from === null) return { from, variables: { last: PAGE } };
  const cursor = window.cursors.get(from);
  if (cursor === undefined) return { from, variables: { first: 2 * PAGE, around: from } };
  return {
    from,
    variables: end === 'start' ? { last: PAGE, before: cursor } : { first: PAGE, after: cursor },
  };
}

/** The message at an end, by its id; null when there is none. A page that was asked for follows while it is still that one. */
export function edgeOf({ messages }: Window, end: End): string | null {
  return (end === 'start' ? messages[0] : messages.at(-1))?.id ?? null;
}
