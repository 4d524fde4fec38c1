import { useCallback, useMemo, useState } from 'react';
import { useChange } from '../../data/use-change.ts';
import {
  PostMessageDocument,
  type MessageRowFragment,
  type ThreadParticipantFragment,
} from '../../gql/graphql.ts';
import type { CompanyCard } from '../../ui/badges.tsx';
import { companyNames } from '../../ui/names-rules.ts';
import { Refused } from '../../ui/states.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { firstUnread, stillOutgoing } from './message-rules.ts';
import { OutgoingItem } from './outgoing-item.tsx';
import { useDraft } from './use-draft.ts';
import { useMessageChanges } from './use-message-changes.ts';
import { useMarkRead } from './use-mark-read.ts';
import { useOutbox } from './use-outbox.ts';
import type { OpenedThread, useThread } from './use-thread.ts';

type Row = MessageRowFragment;

/** What is said, what is on its way, and the place to write. */
export function Conversation({
  opened,
  thread,
  readers,
  isMe,
}: {
  readonly opened: ReturnType<typeof useThread>;
  readonly thread: OpenedThread;
  readonly readers: readonly CompanyCard[];
  /** Whether a participant is whoever is signed in. */
  readonly isMe: (participant: ThreadParticipantFragment) => boolean;
}) {
  const { messages, take } = opened;
  const isOwn = useCallback(({ author }: Row) => isMe(author), [isMe]);
  const outbox = useOutbox(thread.id, useChange(PostMessageDocument), take);
  const draft = useDraft<Row>(thread.id, thread.participants, outbox.post, messages.at(-1)?.sequence ?? 0);
  const { setReplyTo } = draft;
  const [newFrom] = useState(() => firstUnread(messages, thread.unreadCount, isOwn));
  const { changes, problem } = useMessageChanges(take);
  const me = thread.participants.find(isMe)?.id ?? null;
  const tools = useMemo(() => ({ me, changes, onReply: setReplyTo, take }), [me, changes, setReplyTo, take]);
  useMarkRead(thread.id, messages);
  const waiting = stillOutgoing(outbox.outgoing, messages, isOwn);
  return (
    <div className="conversation">
      <MessageList opened={opened} newFrom={newFrom} isOwn={isOwn} tools={tools}>
        {waiting.map((item) => (
          <OutgoingItem key={item.key} item={item} outbox={outbox} onTakeBack={draft.takeBack} />
        ))}
      </MessageList>
      <Refused why={problem} />
      {thread.state === 'OPEN' ? (
        <Composer
          body={draft.body}
          onBody={draft.setBody}
          answered={answeredOf(draft.replyTo)}
          onAnswerNothing={() => setReplyTo(null)}
          mentionable={mentionableOf(thread)}
          readers={<p className="composer-readers">{companyNames(readers)} will read this.</p>}
          onSend={draft.send}
        />
      ) : (
        <p className="soft">This thread is closed: nothing more is said in it.</p>
      )}
    </div>
  );
}

function answeredOf(row: Row | null) {
  return row && { name: row.author.displayName, body: row.body };
}

function mentionableOf({ participants }: OpenedThread) {
  return participants
    .filter(({ status }) => status === 'ACTIVE')
    .map(({ id, displayName, company }) => ({ id, displayName, from: company.name }));
}
