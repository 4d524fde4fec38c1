import { useCallback, useState } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import type { CompanyCard } from '../../ui/badges.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { firstUnread, mentionsIn, stillOutgoing } from './message-rules.ts';
import { OutgoingItem } from './outgoing-item.tsx';
import { useMarkRead } from './use-mark-read.ts';
import { useOutbox } from './use-outbox.ts';
import type { OpenedThread, useThread } from './use-thread.ts';

type Row = MessageRowFragment;

/** What is said, what is on its way, and the place to write. */
export function Conversation({
  opened,
  thread,
  readers,
  isOwn,
}: {
  readonly opened: ReturnType<typeof useThread>;
  readonly thread: OpenedThread;
  readonly readers: readonly CompanyCard[];
  readonly isOwn: (row: Row) => boolean;
}) {
  const { messages, take } = opened;
  const outbox = useOutbox(thread.id, take);
  const [body, setBody] = useState('');
  const [replyTo, setReplyTo] = useState<Row | null>(null);
  const [newFrom] = useState(() => firstUnread(messages, thread.unreadCount, isOwn));
  useMarkRead(thread.id, messages);
  const waiting = stillOutgoing(outbox.outgoing, messages, isOwn);
  const afterSequence = messages.at(-1)?.sequence ?? 0;
  const send = useCallback(() => {
    const text = body.trim();
    if (text === '') return;
    const mentionIds = mentionsIn(text, thread.participants);
    outbox.post({ body: text, replyTo, mentionIds, afterSequence });
    setBody('');
    setReplyTo(null);
  }, [body, replyTo, thread.participants, outbox, afterSequence]);
  return (
    <div className="conversation">
      <MessageList opened={opened} newFrom={newFrom} isOwn={isOwn} onReply={setReplyTo}>
        {waiting.map((item) => (
          <OutgoingItem
            key={item.key}
            item={item}
            outbox={outbox}
            onTakeBack={(text) => setBody(body === '' ? text : `${body}\n${text}`)}
          />
        ))}
      </MessageList>
      {thread.state === 'OPEN' ? (
        <Composer
          body={body}
          onBody={setBody}
          replyTo={replyTo}
          onReply={setReplyTo}
          participants={thread.participants}
          readers={readers}
          onSend={send}
        />
      ) : (
        <p className="soft">This thread is closed: nothing more is said in it.</p>
      )}
    </div>
  );
}
