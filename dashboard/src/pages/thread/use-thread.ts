import { useCallback, useMemo, useReducer, useRef } from 'react';
import { useGraph } from '../../data/client.ts';
import { useLive } from '../../data/use-live.ts';
import {
  ThreadEventsDocument,
  type MessageRowFragment,
  type ThreadEventsSubscription,
} from '../../gql/graphql.ts';
import type { End, Goal } from '../../ui/place-in-list.ts';
import { useBeside } from './use-beside.ts';
import { changesCircle, useCircle } from './use-circle.ts';
import { askOpening, askPage, type OpenedTeam, type OpenedThread, type Opening } from './use-opening.ts';
import { PAGE, askAt, edgeOf, extended, refreshed, windowOf } from './window-rules.ts';
import type { Window } from './window-rules.ts';

/** Something that happens in a thread. */
export type ThreadEvent = ThreadEventsSubscription['threadEvents'];

interface State {
  readonly thread: OpenedThread;
  /** Of its team. */
  readonly companies: OpenedTeam['companies'];
  readonly window: Window;
  /** Where to be in it. */
  readonly at: Goal;
  /** At which end a page is on its way. */
  readonly asking: End | null;
}

function begun({ team, thread, page, at }: Opening): State {
  return { thread, companies: team.companies, window: windowOf(page), at, asking: null };
}

type Patch = Partial<Omit<State, 'window' | 'thread'>> & {
  readonly thread?: Partial<OpenedThread>;
  readonly change?: (window: Window) => Window;
};

function fold(state: State, { change, thread, ...rest }: Patch): State {
  const { window } = state;
  return {
    ...{ ...state, ...rest },
    thread: thread ? { ...state.thread, ...thread } : state.thread,
    window: change ? change(window) : window,
  };
}

/**
 * A thread, from its first unread message on, and as it goes on. Of its messages a window is kept, which `ask` moves, and
 * `show` opens elsewhere.
 *
 * @param opening the thread as it was opened; another one is another thread's, and wants a component of its own
 * @param onEvent told of what happens, wherever in the thread
 */
export function useThread(opening: Opening, onEvent: (event: ThreadEvent) => void) {
  const [state, patch] = useReducer(fold, opening, begun);
  /** Where messages may be let go when others come live: not where somebody reads. */
  const away = useRef<End>('start');
  const change = useCallback((work: (window: Window) => Window) => patch({ change: work }), []);
  const take = useCallback(
    (come: readonly MessageRowFragment[]) => change((window) => refreshed(window, come, away.current)),
    [change],
  );
  const pages = usePages(state, patch);
  const open = useOpeningAnew(opening, patch);
  const refresh = useBeside(state.window.messages, change);
  const look = useCircle(opening, patch);
  const status = useLive(
    ThreadEventsDocument,
    { threadId: state.thread.id },
    {
      after: opening.team.events.pageInfo.endCursor ?? undefined,
      onEvent: ({ threadEvents }) => {
        const { event, message } = threadEvents;
        if (message) take([message]);
        if (event.kind === 'SHARE_REVOKED' || message?.shares.some(({ content }) => content === null))
          refresh();
        if (changesCircle(event.kind)) look();
        onEvent(threadEvents);
      },
      onGap: () => void open(),
      cursorOf: ({ threadEvents }) => threadEvents.cursor,
    },
  );
  return useMemo(() => {
    const { window, ...rest } = state;
    return { ...rest, ...window, ...pages, status, take, change, away };
  }, [state, pages, status, take, change]);
}

/** Opens the thread once more, where something of its stream was missed. What does not come changes nothing. */
function useOpeningAnew({ team, thread }: Opening, patch: (part: Patch) => void) {
  const graph = useGraph();
  return useCallback(async () => {
    const { opening } = await askOpening(graph, { team: team.slug, thread: thread.slug });
    if (!opening) return;
    const { page, at } = opening;
    const { companies } = opening.team;
    patch({ thread: opening.thread, companies, at, change: ({ latest }) => windowOf(page, latest) });
  }, [graph, team.slug, thread.slug, patch]);
}

/** Asks for what is shown of the thread. */
function usePages({ thread: { id }, window, asking }: State, patch: (part: Patch) => void) {
  const graph = useGraph();
  const pageOf = useCallback((variables: object) => askPage(graph, id, variables), [graph, id]);
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
  return useMemo(() => ({ show, ask }), [show, ask]);
}
