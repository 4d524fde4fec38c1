import { useCallback, useState } from 'react';
import { newIdempotencyKey, type Outcome } from '../../data/use-change.ts';
import type { PostMessageInput } from '../../gql/graphql.ts';
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

/** Sends what is written, in memory until it is there: nothing of it is kept in the browser's storage. */
export function useOutbox<Row>(
  threadId: string,
  change: Post<Row>,
  take: (come: readonly Row[]) => void,
): Outbox {
  const [outgoing, setOutgoing] = useState<readonly Outgoing[]>([]);
  const drop = useCallback(
    (key: string) => setOutgoing((items) => items.filter((item) => item.key !== key)),
    [],
  );
  const send = useCallback(
    async (item: Outgoing) => {
      const { key, body, replyToId, mentionIds } = item;
      const input = { threadId, body, idempotencyKey: key, replyToId, mentionIds: [...mentionIds] };
      const outcome = await change({ input });
      const problem = messageOf(outcome);
      if (outcome.kind === 'done' && outcome.payload.message) take([outcome.payload.message]);
      if (problem === null) drop(key);
      else setOutgoing((items) => items.map((each) => (each.key === key ? { ...each, problem } : each)));
    },
    [change, threadId, take, drop],
  );
  const post = useCallback(
    (written: Omit<Outgoing, 'key' | 'problem'>) => {
      const item = { ...written, key: newIdempotencyKey(), problem: null };
      setOutgoing((items) => [...items, item]);
      void send(item);
    },
    [send],
  );
  const retry = useCallback(
    (item: Outgoing) => {
      const again = { ...item, problem: null };
      setOutgoing((items) => items.map((each) => (each.key === item.key ? again : each)));
      void send(again);
    },
    [send],
  );
  return { outgoing, post, retry, drop };
}
