import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';
import { askOnce } from '../../data/ask-once.ts';
import { useGraph } from '../../data/client.ts';
import type { Problem } from '../../data/problem-rules.ts';
import { useLive } from '../../data/use-live.ts';
import {
  ThreadBeginningDocument,
  ThreadEventsDocument,
  ThreadMessagesDocument,
  type MessageRowFragment,
  type ThreadBeginningQuery,
  type ThreadEventsSubscription,
} from '../../gql/graphql.ts';
import type { End, Goal } from '../../ui/place-in-list.ts';
import { unreachableIn } from './share-rules.ts';
import { useBeside } from './use-beside.ts';
import { PAGE, NO_WINDOW, askAt, edgeOf, extended, refreshed, windowOf, type Page } from './window-rules.ts';
import type { Window } from './window-rules.ts';

/** A thread as it was when it was opened, without its messages. */
export type OpenedThread = NonNullable<ThreadBeginningQuery['thread']>;
/** Something that happens in a thread. */
export type ThreadEvent = ThreadEventsSubscription['threadEvents'];

interface State {
  readonly thread: OpenedThread | null;
  readonly window: Window;
  /** Where to be in it. */
  readonly at: Goal;
  /** At which end a page is on its way. */
  readonly asking: End | null;
  readonly problem: Problem | null;
  readonly isGone: boolean;
}

const NOTHING: State = {
  ...{ thread: null, window: NO_WINDOW, at: { end: 'end' }, asking: null },
  ...{ problem: null, isGone: false },
};

type Patch = Partial<Omit<State, 'window'>> & { readonly change?: (window: Window) => Window };

function fold(state: State, { change, ...rest }: Patch): State {
  return { ...state, ...rest, window: change ? change(state.window) : state.window };
}

/**
 * A thread, from its first unread message on, and as it goes on. Of its messages a window is kept, which `ask` moves, and
 * `show` opens elsewhere.
 *
 * @param place the thread, and where the team's log stood before it was asked for
 * @param onEvent told of what happens, wherever in the thread
 */
export function useThread(
  place: { readonly id: string; readonly after: string | undefined },
  onEvent: (event: ThreadEvent) => void,
) {
  const [state, patch] = useReducer(fold, NOTHING);
  /** Where messages may be let go when others come live: not where somebody reads. */
  const away = useRef<End>('start');
  const change = useCallback((work: (window: Window) => Window) => patch({ change: work }), []);
  const take = useCallback(
    (come: readonly MessageRowFragment[]) => change((window) => refreshed(window, come, away.current)),
    [change],
  );
  const pages = usePages(place.id, state, patch);
  const { open } = pages;
  const refresh = useBeside(state.window.messages, change);
  const status = useLive(ThreadEventsDocument, state.thread && { threadId: state.thread.id }, {
    after: place.after,
    onEvent: ({ threadEvents }) => {
      const { event, message } = threadEvents;
      if (message) take([message]);
      if (event.kind === 'SHARE_REVOKED' || message?.shares.some(({ content }) => content === null))
        refresh();
      onEvent(threadEvents);
    },
    onGap: () => void open(),
    cursorOf: ({ threadEvents }) => threadEvents.cursor,
  });
  return useMemo(() => {
    const { window, ...rest } = state;
    return { ...rest, ...window, ...pages, status, take, change, away };
  }, [state, pages, status, take, change]);
}

/** Asks for what is shown of the thread. */
function usePages(id: string, { window, asking }: State, patch: (part: Patch) => void) {
  const graph = useGraph();
  const pageOf = usePage(id);
  const open = useCallback(async () => {
    const { data, problem, missing } = await askOnce(graph, ThreadBeginningDocument, { id });
    const thread = data?.thread;
    if (!thread) {
      patch(problem ? { problem } : { isGone: true });
      return;
    }
    const latest = { ...thread.messages, unreachable: unreachableIn(data, missing) };
    const page = (await pageOfUnread(thread, pageOf)) ?? latest;
    const at: Goal = thread.unreadFrom === null ? { end: 'end' } : { row: rowAt(page, thread.unreadFrom) };
    const change = (known: Window) => windowOf(page, known.latest);
    patch({ thread, at, problem: null, isGone: false, change });
  }, [graph, id, pageOf, patch]);
  useEffect(() => void open(), [open]);
  const { isStart, isEnd } = window;
  const show = useCallback(
    async (end: End) => {
      if (end === 'start' ? isStart : isEnd) {
        patch({ at: { end } });
        return;
      }
      const page = await pageOf(end === 'start' ? { first: PAGE } : { last: PAGE });
      if (page) patch({ at: { end }, change: ({ latest }) => windowOf(page, latest) });
    },
    [isStart, isEnd, pageOf, patch],
  );
  const ask = useCallback(
    async (end: End) => {
      const asked = asking === null ? askAt(window, end) : null;
      if (!asked) return;
      patch({ asking: end });
      const page = await pageOf(asked.variables);
      const change = (now: Window) =>
        page && edgeOf(now, end) === asked.from ? extended(now, page, end) : now;
      patch({ asking: null, change });
    },
    [asking, window, pageOf, patch],
  );
  return useMemo(() => ({ open, show, ask }), [open, show, ask]);
}

/** Asks for one page of a thread's messages; null when it does not come. */
function usePage(id: string) {
  const graph = useGraph();
  return useCallback(
    async (variables: object): Promise<Page | null> => {
      const { data, missing } = await askOnce(graph, ThreadMessagesDocument, { id, ...variables });
      return data?.thread ? { ...data.thread.messages, unreachable: unreachableIn(data, missing) } : null;
    },
    [graph, id],
  );
}

/** The page with the first unread message and what stands before it; null where that is among the latest. */
async function pageOfUnread(
  { unreadFrom, messages: { edges, pageInfo } }: OpenedThread,
  pageOf: (variables: object) => Promise<Page | null>,
): Promise<Page | null> {
  if (unreadFrom === null) return null;
  const place = edges.findIndex(({ node }) => node.sequence === unreadFrom);
  if (place >= PAGE / 5 || (place >= 0 && !pageInfo.hasPreviousPage)) return null;
  return pageOf({ first: 2 * PAGE, around: `${unreadFrom}` });
}

function rowAt({ edges }: Page, sequence: number): string {
  return edges.find(({ node }) => node.sequence >= sequence)?.node.id ?? '';
}
