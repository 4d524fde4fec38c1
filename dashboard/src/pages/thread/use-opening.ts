import { useEffect, useState } from 'react';
import { askOnce } from '../../data/ask-once.ts';
import { useGraph, type Graph } from '../../data/client.ts';
import type { Problem } from '../../data/problem-rules.ts';
import {
  ThreadBeginningDocument,
  ThreadMessagesDocument,
  type ThreadBeginningQuery,
} from '../../gql/graphql.ts';
import type { Goal } from '../../ui/place-in-list.ts';
import { unreachableIn } from './share-rules.ts';
import { PAGE, type Page } from './window-rules.ts';

/** The team of a thread, as it was when the thread was opened. */
export type OpenedTeam = NonNullable<ThreadBeginningQuery['team']>;
/** A thread as it was when it was opened, without its messages. */
export type OpenedThread = NonNullable<OpenedTeam['thread']>;

/** A thread's address. */
export interface ThreadPath {
  readonly team: string;
  readonly thread: string;
}

/** A thread that has been opened: all of it was read in one moment but `page`, where reading goes on farther back. */
export interface Opening {
  readonly team: OpenedTeam;
  readonly thread: OpenedThread;
  readonly page: Page;
  /** Where to be in it. */
  readonly at: Goal;
}

/** What opening a thread came to: neither, where there is no such thread. */
interface Outcome {
  readonly opening: Opening | null;
  readonly problem: Problem | null;
}

/** Opens a thread: see {@link askOpening}. `outcome` is null while it is on its way. */
export function useOpening({ team, thread }: ThreadPath) {
  const graph = useGraph();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [attempt, setAttempt] = useState(1);
  useEffect(() => {
    let isHere = true;
    void askOpening(graph, { team, thread }).then((next) => {
      if (isHere) setOutcome(next);
    });
    return () => {
      isHere = false;
    };
  }, [graph, team, thread, attempt]);
  return { outcome, again: () => setAttempt((count) => count + 1) };
}

/** Asks for a thread with the messages where reading it goes on: in one request, unless that is far back. */
export async function askOpening(graph: Graph, path: ThreadPath): Promise<Outcome> {
  const { data, problem, missing } = await askOnce(graph, ThreadBeginningDocument, { ...path });
  const team = data?.team;
  const thread = team?.thread;
  if (!team || !thread) return { opening: null, problem };
  const latest = { ...thread.messages, unreachable: unreachableIn(data, missing) };
  const page = (await pageOfUnread(graph, thread)) ?? latest;
  const at: Goal = thread.unreadFrom === null ? { end: 'end' } : { row: rowAt(page, thread.unreadFrom) };
  return { opening: { team, thread, page, at }, problem: null };
}

/** One page of a thread's messages; null when it does not come. */
export async function askPage(graph: Graph, id: string, variables: object): Promise<Page | null> {
  const { data, missing } = await askOnce(graph, ThreadMessagesDocument, { id, ...variables });
  return data?.thread ? { ...data.thread.messages, unreachable: unreachableIn(data, missing) } : null;
}

/** The page with the first unread message and what stands before it; null where that is among the latest. */
async function pageOfUnread(
  graph: Graph,
  { id, unreadFrom, messages: { edges, pageInfo } }: OpenedThread,
): Promise<Page | null> {
  if (unreadFrom === null) return null;
  const place = edges.findIndex(({ node }) => node.sequence === unreadFrom);
  if (place >= PAGE / 5 || (place >= 0 && !pageInfo.hasPreviousPage)) return null;
  return askPage(graph, id, { first: 2 * PAGE, around: `${unreadFrom}` });
}

function rowAt({ edges }: Page, sequence: number): string {
  return edges.find(({ node }) => node.sequence >= sequence)?.node.id ?? '';
}
