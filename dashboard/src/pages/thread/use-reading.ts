import { useCallback, useState } from 'react';
import { useChange } from '../../data/use-change.ts';
import { MarkThreadReadDocument, type ThreadParticipantFragment } from '../../gql/graphql.ts';
import { useMarking } from './use-marking.ts';
import type { ThreadEvent } from './use-thread.ts';

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
  const markRead = useChange(MarkThreadReadDocument);
  const mark = useCallback(
    async (sequence: number) => {
      const outcome = await markRead({ input: { threadId, sequence } });
      if (outcome.kind === 'done' && outcome.payload.thread) onMarked(outcome.payload.thread.unreadCount);
      return outcome.kind === 'done';
    },
    [markRead, threadId, onMarked],
  );
  const see = useMarking(mark);
  return { ...unread, news, hear, see };
}
