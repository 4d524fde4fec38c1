import { useCallback, useEffect, useMemo, useReducer, useState } from 'react';
import { useGraph } from '../../data/client.ts';
import { problemOf, type Problem } from '../../data/problem-rules.ts';
import { useLive } from '../../data/use-live.ts';
import {
  OlderMessagesDocument,
  ThreadBeginningDocument,
  ThreadEventsDocument,
  type MessageRowFragment,
  type OlderMessagesQuery,
  type ThreadBeginningQuery,
} from '../../gql/graphql.ts';
import { withMessages } from './message-rules.ts';

/** A thread as it was when it was opened, without its messages. */
export type OpenedThread = NonNullable<ThreadBeginningQuery['thread']>;

interface State {
  readonly thread: OpenedThread | null;
  readonly messages: readonly MessageRowFragment[];
  /** Where the messages before those begin; null when there are none, or they are not known yet. */
  readonly before: string | null;
  readonly problem: Problem | null;
  readonly isGone: boolean;
}

const NOTHING: State = { thread: null, messages: [], before: null, problem: null, isGone: false };

/**
 * A thread's messages: the latest at once, those before them on demand, and from then on what happens, as it happens.
 *
 * @param place the thread, and where the team's log stood before it was asked for; null: not yet
 */
export function useThread(place: { readonly id: string; readonly after: string | undefined } | null) {
  const [state, patch] = useReducer(fold, NOTHING);
  const id = place?.id ?? null;
  const open = useOpening(id, patch);
  const older = useOlder(id, state.before, patch);
  const status = useLive(ThreadEventsDocument, state.thread && { threadId: state.thread.id }, {
    after: place?.after,
    onEvent: ({ threadEvents: { message } }) => message && patch({ come: [message] }),
    onGap: () => void open(),
    cursorOf: ({ threadEvents }) => threadEvents.cursor,
  });
  const take = useCallback((come: readonly MessageRowFragment[]) => patch({ come }), []);
  return useMemo(() => ({ ...state, ...older, status, open, take }), [state, older, status, open, take]);
}

type Patch = Partial<Omit<State, 'messages'>> & { readonly come?: readonly MessageRowFragment[] };

function fold(state: State, { come = [], ...rest }: Patch): State {
  return { ...state, ...rest, messages: withMessages(state.messages, come) };
}

/** Asks for the thread's latest messages. */
function useOpening(id: string | null, patch: (part: Patch) => void) {
  const graph = useGraph();
  const open = useCallback(async () => {
    if (id === null) return;
    const policy = { requestPolicy: 'network-only' } as const;
    const { data, error } = await graph.client
      .query<ThreadBeginningQuery>(graph.textOf(ThreadBeginningDocument), { id }, policy)
      .toPromise();
    const thread = data?.thread;
    if (!thread) {
      const problem = problemOf(error?.networkError, error?.graphQLErrors ?? []);
      patch(problem ? { problem } : { isGone: true });
      return;
    }
    const { nodes, pageInfo } = thread.messages;
    patch({ thread, come: nodes, before: startOf(pageInfo), problem: null, isGone: false });
  }, [graph, id, patch]);
  useEffect(() => void open(), [open]);
  return open;
}

/** Asks for the messages before those that are shown. */
function useOlder(id: string | null, before: string | null, patch: (part: Patch) => void) {
  const graph = useGraph();
  const [isAsking, setAsking] = useState(false);
  const askOlder = useCallback(async () => {
    if (id === null || before === null || isAsking) return;
    setAsking(true);
    const { data } = await graph.client
      .query<OlderMessagesQuery>(
        graph.textOf(OlderMessagesDocument),
        { id, before },
        { requestPolicy: 'network-only' },
      )
      .toPromise();
    const thread = data?.thread;
    if (thread) patch({ come: thread.messages.nodes, before: startOf(thread.messages.pageInfo) });
    setAsking(false);
  }, [graph, id, before, isAsking, patch]);
  return useMemo(() => ({ askOlder, isAskingOlder: isAsking }), [askOlder, isAsking]);
}

function startOf(page: { readonly hasPreviousPage: boolean; readonly startCursor: string | null }) {
  return page.hasPreviousPage ? page.startCursor : null;
}
