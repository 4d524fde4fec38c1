import { useCallback, useEffect } from 'react';
import { newIdempotencyKey, type Outcome } from '../../data/use-change.ts';
import type { PostMessageInput } from '../../gql/graphql.ts';
import { useKept } from '../../session/use-kept.ts';
import { messageOf } from '../../ui/outcome-rules.ts';
import type { Outgoing } from './message-rules.ts';
import { useSharing } from './use-sharing.ts';

/** What is written in the thread and not there yet. */
export interface Outbox {
  readonly outgoing: readonly Outgoing[];
  /** Sends something new. It is shown at once. */
  readonly post: (written: Omit<Outgoing, 'key' | 'problem'>) => void;
  /** Sends once more, under the same key: what did arrive the first time is not doubled. */
  readonly retry: (item: Outgoing) => void;
  /** Gives up on it. What was to be shown with it is taken back, where it is shared already. */
  readonly drop: (item: Outgoing) => void;
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
  const { share, unshare } = useSharing();
  const remove = useCallback(
    (key: string) => setOutgoing((items) => items.filter((item) => item.key !== key)),
    [setOutgoing],
  );
  const alter = useCallback(
    (key: string, now: Partial<Outgoing>) =>
      setOutgoing((items) => items.map((each) => (each.key === key ? { ...each, ...now } : each))),
    [setOutgoing],
  );
  const send = useCallback(
    async (item: Outgoing) => {
      const { attachments, problem, isSignedOut } = await share(item.attachments);
      if (attachments.length > 0) alter(item.key, { attachments, problem });
      if (problem !== null || isSignedOut) return;
      const outcome = await change({ input: inputOf(threadId, { ...item, attachments }) });
      if (outcome.kind === 'failed' && outcome.problem.kind === 'signed-out') return;
      const why = messageOf(outcome);
      if (outcome.kind === 'done' && outcome.payload.message) take([outcome.payload.message]);
      if (why === null) remove(item.key);
      else alter(item.key, { problem: why });
    },
    [change, share, threadId, take, remove, alter],
  );
  useEffect(() => {
    for (const item of outgoing) {
      if (item.problem !== null || underWay.has(item.key)) continue;
      underWay.add(item.key);
      void send(item).finally(() => underWay.delete(item.key));
    }
  }, [outgoing, send]);
  const post = useCallback(
    (written: Omit<Outgoing, 'key' | 'problem'>) =>
      setOutgoing((items) => [...items, { ...written, key: newIdempotencyKey(), problem: null }]),
    [setOutgoing],
  );
  const retry = useCallback(({ key }: Outgoing) => alter(key, { problem: null }), [alter]);
  const drop = useCallback(
    ({ key, attachments }: Outgoing) => {
      remove(key);
      void unshare(attachments);
    },
    [remove, unshare],
  );
  return { outgoing, post, retry, drop };
}

function inputOf(threadId: string, { key, body, replyToId, mentionIds, attachments }: Outgoing) {
  const shareIds = attachments.flatMap(({ shareId }) => shareId ?? []);
  const input = { threadId, body, idempotencyKey: key, replyToId, mentionIds: [...mentionIds] };
  return shareIds.length === 0 ? input : { ...input, shareIds };
}
