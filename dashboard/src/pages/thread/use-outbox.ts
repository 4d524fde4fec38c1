import { useCallback, useEffect } from 'react';
import { newIdempotencyKey, type Outcome } from '../../data/use-change.ts';
import type { PostMessageInput } from '../../gql/graphql.ts';
import { useKept } from '../../session/use-kept.ts';
import { messageOf } from '../../ui/outcome-rules.ts';
import type { Outgoing } from './message-rules.ts';

/** What is written in the thread and not there yet. */
export interface Outbox {
  readonly outgoing: readonly Outgoing[];
  /** Sends something new. It is shown at once. */
  readonly post: (written: Omit<Outgoing, 'key' | 'problem'>) => void;
  /** Sends once more, under the same key: what did arrive the first time is not doubled. */
  readonly retry: (item: Outgoing) => void;
  /** Gives up on it. */
  readonly drop: (key: string) => void;
}

/** Posts in a thread: what a shared one takes, an internal one takes as well. */
type Post<Row> = (variables: {
  readonly input: PostMessageInput;
}) => Promise<Outcome<{ readonly message: Row | null }>>;

/** Items that are under way now, whichever page shows them. */
const underWay = new Set<string>();
const NONE: readonly Outgoing[] = [];

/**
 * Sends what is written. It is kept until it is there: whoever leaves the page finds it when they come back, and what
 * waits for somebody to sign in anew goes out then, under the key that it had.
 */
export function useOutbox<Row>(
  threadId: string,
  change: Post<Row>,
  take: (come: readonly Row[]) => void,
): Outbox {
  const [outgoing, setOutgoing] = useKept(`outgoing ${threadId}`, NONE);
  const drop = useCallback(
    (key: string) => setOutgoing((items) => items.filter((item) => item.key !== key)),
    [setOutgoing],
  );
  const send = useCallback(
    async (item: Outgoing) => {
      const { key, body, replyToId, mentionIds } = item;
      const input = { threadId, body, idempotencyKey: key, replyToId, mentionIds: [...mentionIds] };
      underWay.add(key);
      const outcome = await change({ input });
      underWay.delete(key);
      if (outcome.kind === 'failed' && outcome.problem.kind === 'signed-out') return;
      const problem = messageOf(outcome);
      if (outcome.kind === 'done' && outcome.payload.message) take([outcome.payload.message]);
      if (problem === null) drop(key);
      else setOutgoing((items) => items.map((each) => (each.key === key ? { ...each, problem } : each)));
    },
    [change, threadId, take, drop, setOutgoing],
  );
  useEffect(() => {
    for (const item of outgoing) if (item.problem === null && !underWay.has(item.key)) void send(item);
  }, [outgoing, send]);
  const post = useCallback(
    (written: Omit<Outgoing, 'key' | 'problem'>) =>
      setOutgoing((items) => [...items, { ...written, key: newIdempotencyKey(), problem: null }]),
    [setOutgoing],
  );
  const retry = useCallback(
    ({ key }: Outgoing) =>
      setOutgoing((items) => items.map((each) => (each.key === key ? { ...each, problem: null } : each))),
    [setOutgoing],
  );
  return { outgoing, post, retry, drop };
}
