import { useCallback, useEffect, useRef, useState } from 'react';
import { useChange } from '../../data/use-change.ts';
import { MarkThreadReadDocument, type ThreadParticipantFragment } from '../../gql/graphql.ts';
import type { ThreadEvent } from './use-thread.ts';

/** How long a message is on the screen before it counts as read, in milliseconds. */
const READ_AFTER_MS = 1200;

/** How far somebody has read a thread. */
export interface Reading {
  /** How many of others' messages are unread since the thread was opened; null: not known anew. */
  readonly counted: number | null;
  /** How many have come since that was counted. */
  readonly come: number;
  /** Who has just said something, for those who hear the page. */
  readonly news: string;
  readonly hear: (event: ThreadEvent) => void;
  /** The message of that sequence is on the screen. */
  readonly see: (sequence: number) => void;
}

/** Marks a thread as read as far as somebody has seen it, and counts what is not. */
export function useReading(
  threadId: string,
  isMe: (participant: ThreadParticipantFragment) => boolean,
): Reading {
  const [unread, setUnread] = useState<Pick<Reading, 'counted' | 'come'>>({ counted: null, come: 0 });
  const [news, setNews] = useState('');
  const hear = useCallback(
    ({ event: { kind }, message }: ThreadEvent) => {
      if (kind !== 'MESSAGE_POSTED' || !message || isMe(message.author)) return;
      setUnread(({ counted, come }) => ({ counted, come: come + 1 }));
      setNews(`New message: ${message.author.displayName}, ${message.author.company.name}`);
    },
    [isMe],
  );
  const onMarked = useCallback((counted: number) => setUnread({ counted, come: 0 }), []);
  const see = useMarking(threadId, onMarked);
  return { ...unread, news, hear, see };
}

function useMarking(threadId: string, onMarked: (unread: number) => void): (sequence: number) => void {
  const markRead = useChange(MarkThreadReadDocument);
  const seen = useRef(0);
  const marked = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const begin = useCallback(() => {
    clearTimeout(timer.current);
    if (document.visibilityState !== 'visible' || seen.current <= marked.current) return;
    timer.current = setTimeout(() => {
      const sequence = seen.current;
      void markRead({ input: { threadId, sequence } }).then((outcome) => {
        if (outcome.kind !== 'done') return;
        marked.current = sequence;
        if (outcome.payload.thread) onMarked(outcome.payload.thread.unreadCount);
      });
    }, READ_AFTER_MS);
  }, [markRead, threadId, onMarked]);
  useEffect(() => {
    document.addEventListener('visibilitychange', begin);
    return () => {
      clearTimeout(timer.current);
      document.removeEventListener('visibilitychange', begin);
    };
  }, [begin]);
  return useCallback(
    (sequence: number) => {
      if (sequence <= seen.current) return;
      seen.current = sequence;
      begin();
    },
    [begin],
  );
}
