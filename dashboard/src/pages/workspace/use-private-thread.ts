import { useCallback, useEffect, useMemo, useReducer, useState } from 'react';
import { useGraph } from '../../data/client.ts';
import { problemOf, type Problem } from '../../data/problem-rules.ts';
import { useLive } from '../../data/use-live.ts';
import {
  OlderPrivateMessagesDocument,
  PrivateThreadDocument,
  PrivateThreadEventsDocument,
  type OlderPrivateMessagesQuery,
  type PrivateMessageRowFragment,
  type PrivateThreadHeadFragment,
  type PrivateThreadQuery,
} from '../../gql/graphql.ts';
import { withRows } from '../thread/message-rules.ts';

type Workspace = NonNullable<PrivateThreadQuery['workspace']>;
/** An internal thread as it was when it was opened. */
export type OpenedPrivateThread = NonNullable<Workspace['privateThread']>;

interface State {
  readonly thread: OpenedPrivateThread | null;
  /** Who works for the company, as far as its program says. */
  readonly colleagues: Pick<Workspace, 'people' | 'agents'>;
  readonly messages: readonly PrivateMessageRowFragment[];
  /** Where the messages before those begin; null when there are none. */
  readonly before: string | null;
  readonly problem: Problem | null;
  readonly isGone: boolean;
}

const NOTHING: State = {
  ...{ thread: null, colleagues: { people: null, agents: null }, messages: [], before: null },
  ...{ problem: null, isGone: false },
};

/** An internal thread: the latest messages at once, those before on demand, and from then on what happens. */
export function usePrivateThread(id: string) {
  const [state, patch] = useReducer(fold, NOTHING);
  const open = useOpening(id, patch);
  const older = useOlder(id, state.before, patch);
  const status = useLive(PrivateThreadEventsDocument, state.thread && { privateThreadId: id }, {
    onEvent: ({ privateThreadEvents: event }) =>
      patch({ come: event?.message ? [event.message] : [], head: event?.thread }),
    onGap: () => void open(),
    cursorOf: ({ privateThreadEvents: event }) => event?.cursor ?? '',
  });
  const isLive = status === 'live';
  // The stream is "from now on": what was said between the first answer and its beginning is asked for.
  useEffect(() => {
    if (isLive) void open();
  }, [isLive, open]);
  const take = useCallback((come: readonly PrivateMessageRowFragment[]) => patch({ come }), []);
  return useMemo(() => ({ ...state, ...older, status, open, take }), [state, older, status, open, take]);
}

interface Patch extends Partial<Omit<State, 'messages'>> {
  readonly come?: readonly PrivateMessageRowFragment[];
  /** The thread's title and whether it is archived, as they are since. */
  readonly head?: PrivateThreadHeadFragment | null | undefined;
}

function fold(state: State, { come = [], head, ...rest }: Patch): State {
  const next = { ...state, ...rest, messages: withRows(state.messages, come) };
  return head && next.thread ? { ...next, thread: { ...next.thread, ...head } } : next;
}

function useOpening(id: string, patch: (part: Patch) => void) {
  const graph = useGraph();
  const open = useCallback(async () => {
    const policy = { requestPolicy: 'network-only' } as const;
    const { data, error } = await graph.client
      .query<PrivateThreadQuery>(graph.textOf(PrivateThreadDocument), { id }, policy)
      .toPromise();
    const thread = data?.workspace?.privateThread;
    if (!thread) {
      const problem = problemOf(error?.networkError, error?.graphQLErrors ?? []);
      patch(problem ? { problem } : { isGone: true });
      return;
    }
    const { nodes, pageInfo } = thread.messages;
    const colleagues = { people: data.workspace?.people ?? null, agents: data.workspace?.agents ?? null };
    patch({ thread, colleagues, come: nodes, before: startOf(pageInfo), problem: null, isGone: false });
  }, [graph, id, patch]);
  useEffect(() => void open(), [open]);
  return open;
}

function useOlder(id: string, before: string | null, patch: (part: Patch) => void) {
  const graph = useGraph();
  const [isAsking, setAsking] = useState(false);
  const askOlder = useCallback(async () => {
    if (before === null || isAsking) return;
    setAsking(true);
    const policy = { requestPolicy: 'network-only' } as const;
    const { data } = await graph.client
      .query<OlderPrivateMessagesQuery>(graph.textOf(OlderPrivateMessagesDocument), { id, before }, policy)
      .toPromise();
    const messages = data?.workspace?.privateThread?.messages;
    if (messages) patch({ come: messages.nodes, before: startOf(messages.pageInfo) });
    setAsking(false);
  }, [graph, id, before, isAsking, patch]);
  return useMemo(() => ({ askOlder, isAskingOlder: isAsking }), [askOlder, isAsking]);
}

function startOf(page: { readonly hasPreviousPage: boolean; readonly startCursor: string | null }) {
  return page.hasPreviousPage ? page.startCursor : null;
}
