import { useCallback, useMemo, useState } from 'react';
import { useChange } from '../../data/use-change.ts';
import {
  PostMessageDocument,
  type MessageRowFragment,
  type ThreadParticipantFragment,
} from '../../gql/graphql.ts';
import type { CompanyCard } from '../../ui/badges.tsx';
import { companyNames } from '../../ui/names-rules.ts';
import type { Place } from '../../ui/place-in-list.ts';
import { Refused } from '../../ui/states.tsx';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';
import { stillOutgoing } from './message-rules.ts';
import { OutgoingItem } from './outgoing-item.tsx';
import { NotesAway } from './private-notes.tsx';
import type { TeamOfThread } from './reader-rules.ts';
import { TakeBackDialog } from './take-back-dialog.tsx';
import { useDraft, type Draft } from './use-draft.ts';
import { useMessageChanges } from './use-message-changes.ts';
import { useOutbox } from './use-outbox.ts';
import type { Reading } from './use-reading.ts';
import type { OpenedThread } from './use-opening.ts';
import type { useThread } from './use-thread.ts';

type Row = MessageRowFragment;

/** What is said, what is on its way, and the place to write. */
export function Conversation({
  opened,
  team,
  thread,
  reading,
  readers,
  isMe,
}: {
  readonly opened: ReturnType<typeof useThread>;
  readonly team: TeamOfThread;
  readonly thread: OpenedThread;
  readonly reading: Reading;
  readonly readers: readonly CompanyCard[];
  /** Whether a participant is whoever is signed in. */
  readonly isMe: (participant: ThreadParticipantFragment) => boolean;
}) {
  const { messages, take } = opened;
  const isOwn = useCallback(({ author }: Row) => isMe(author), [isMe]);
  const outbox = useOutbox(thread.id, useChange(PostMessageDocument), take);
  const draft = useDraft<Row>(thread.id, thread.participants, outbox.post, opened.latest);
  const { tools, takingBack, problem } = useTools(opened, thread, isMe, draft.answer);
  const onPlace = usePlacing(opened, reading.see);
  const waiting = stillOutgoing(outbox.outgoing, messages, isOwn);
  const send = () => {
    if (draft.send()) void opened.show('end');
  };
  return (
    <div className="conversation">
      <NotesAway isAway={opened.areNotesAway} />
      <MessageList
        opened={opened}
        newFrom={thread.unreadFrom}
        unread={(reading.counted ?? thread.unreadCount) + reading.come}
        onPlace={onPlace}
        isOwn={isOwn}
        tools={tools}
      >
        {waiting.map((item) => (
          <OutgoingItem key={item.key} item={item} outbox={outbox} onTakeBack={draft.takeBack} />
        ))}
      </MessageList>
      <p role="log" aria-label="New messages" className="visually-hidden">
        {reading.news}
      </p>
      <Refused why={problem} />
      <Writing draft={draft} team={team} thread={thread} readers={readers} onSend={send} />
      <TakeBackDialog
        row={takingBack.row}
        goneFor="for every company"
        changes={tools.changes}
        onClose={takingBack.close}
      />
    </div>
  );
}

function Writing({
  draft,
  team,
  thread,
  readers,
  onSend,
}: {
  readonly draft: Draft<Row>;
  readonly team: TeamOfThread;
  readonly thread: OpenedThread;
  readonly readers: readonly CompanyCard[];
  readonly onSend: () => void;
}) {
  if (thread.state !== 'OPEN')
    return <p className="soft">This thread is closed: nothing more is said in it.</p>;
  const { replyTo } = draft;
  return (
    <Composer
      draft={draft}
      form={draft.form}
      answered={replyTo && { name: replyTo.author.displayName, body: replyTo.body }}
      mentionable={mentionableOf(thread)}
      readers={<p className="composer-readers">{companyNames(readers)} will read this.</p>}
      team={team}
      onSend={onSend}
    />
  );
}

function mentionableOf({ participants }: OpenedThread) {
  return participants
    .filter(({ status }) => status === 'ACTIVE')
    .map(({ id, displayName, company }) => ({ id, displayName, from: company.name }));
}

function useTools(
  { take }: ReturnType<typeof useThread>,
  thread: OpenedThread,
  isMe: (participant: ThreadParticipantFragment) => boolean,
  onReply: (row: Row) => void,
) {
  const { changes, problem } = useMessageChanges(take);
  const [row, onTakeBack] = useState<Row | null>(null);
  const me = thread.participants.find(isMe)?.id ?? null;
  const tools = useMemo(() => ({ me, changes, onReply, onTakeBack, take }), [me, changes, onReply, take]);
  return { tools, problem, takingBack: { row, close: () => onTakeBack(null) } };
}

/** Where somebody is: how far they have read, and which end of what is shown may be let go. */
function usePlacing(
  { messages, isEnd, away }: ReturnType<typeof useThread>,
  see: Reading['see'],
): (place: Place) => void {
  return ({ lastSeen, isAtEnd }) => {
    away.current = isAtEnd && isEnd ? 'start' : 'end';
    const row = messages.find(({ id }) => id === lastSeen);
    if (row) see(row.sequence);
  };
}
