import { Lock } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import { useChange } from '../../data/use-change.ts';
import {
  MarkPrivateThreadReadDocument,
  PostPrivateMessageDocument,
  type PrivateMessageRowFragment,
} from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { PrivateBadge } from '../../ui/badges.tsx';
import { PrivateScope } from '../../ui/scope.tsx';
import type { Place } from '../../ui/place-in-list.ts';
import { Refused } from '../../ui/states.tsx';
import { Composer, type Mentionable } from '../thread/composer.tsx';
import { stillOutgoing } from '../thread/message-rules.ts';
import { OutgoingItem } from '../thread/outgoing-item.tsx';
import { TakeBackDialog } from '../thread/take-back-dialog.tsx';
import { useDraft, type Draft } from '../thread/use-draft.ts';
import { useMarking } from '../thread/use-marking.ts';
import { useOutbox } from '../thread/use-outbox.ts';
import { EscalateBar } from './escalate-bar.tsx';
import { PrivateMessageList } from './private-message-list.tsx';
import { usePrivateMessageChanges } from './use-private-message-changes.ts';
import type { OpenedPrivateThread, usePrivateThread } from './use-private-thread.ts';
import { isAdmin, mentionableIn, nameOf } from './workspace-rules.ts';

type Row = PrivateMessageRowFragment;

/** What colleagues say among themselves, what is on its way, and the place to write. It is private, and says so. */
export function PrivateConversation({
  opened,
  thread,
}: {
  readonly opened: ReturnType<typeof usePrivateThread>;
  readonly thread: OpenedPrivateThread;
}) {
  const { messages, colleagues, take } = opened;
  const { company } = useSignedIn();
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  const [takingBack, setTakingBack] = useState<Row | null>(null);
  const mentionable = useMemo(() => mentionableIn(colleagues), [colleagues]);
  const outbox = useOutbox(thread.id, useChange(PostPrivateMessageDocument), take);
  const draft = useDraft<Row>(thread.id, mentionable, outbox.post, messages.at(-1)?.sequence ?? 0);
  const { changes, problem } = usePrivateMessageChanges(take);
  const { isOwn, ...whoIAm } = useWhoIAm(colleagues);
  const onPlace = useReading(thread.id, messages);
  const waiting = stillOutgoing(outbox.outgoing, messages, isOwn);
  return (
    <>
      {whoIAm.isAdmin && messages.length > 0 && (
        <EscalateBar thread={thread} messages={messages} chosen={chosen} onChosen={setChosen} />
      )}
      <PrivateScope>
        <div className="conversation">
          <PrivateMessageList
            opened={opened}
            onPlace={onPlace}
            tools={{ ...whoIAm, isOwn, changes, onReply: draft.answer, onTakeBack: setTakingBack }}
            chosen={chosen}
            onChosen={setChosen}
          >
            {waiting.map((item) => (
              <OutgoingItem
                key={item.key}
                item={item}
                outbox={outbox}
                onTakeBack={draft.takeBack}
                mark={<PrivateBadge label="Private" />}
              />
            ))}
          </PrivateMessageList>
          <Refused why={problem} />
          <Writing draft={draft} thread={thread} mentionable={mentionable} />
          <TakeBackDialog
            row={takingBack}
            goneFor={`for everybody at ${company.name}`}
            changes={changes}
            onClose={() => setTakingBack(null)}
          />
        </div>
      </PrivateScope>
    </>
  );
}

function Writing({
  draft,
  thread,
  mentionable,
}: {
  readonly draft: Draft<Row>;
  readonly thread: OpenedPrivateThread;
  readonly mentionable: readonly Mentionable[];
}) {
  if (thread.archivedAt !== null)
    return <p className="soft">This thread is archived: nothing more is said in it.</p>;
  const { replyTo } = draft;
  return (
    <Composer
      draft={draft}
      form={draft.form}
      answered={replyTo && { name: nameOf(replyTo.author), body: replyTo.body }}
      mentionable={mentionable}
      readers={<Readers />}
      onSend={draft.send}
    />
  );
}

/** Who the caller is among the colleagues, and which messages are theirs. */
function useWhoIAm({ people }: ReturnType<typeof usePrivateThread>['colleagues']) {
  const { subject } = useSignedIn();
  const isOwn = useCallback(
    ({ author }: Row) => author !== null && 'subject' in author && author.subject === subject,
    [subject],
  );
  const me = people?.find((person) => person.subject === subject)?.id ?? null;
  return { isOwn, me, isAdmin: isAdmin(people, subject) };
}

function Readers() {
  const { company } = useSignedIn();
  return (
    <p className="row small private-readers">
      <Lock size={14} aria-hidden="true" />
      Only {company.name} will read this.
    </p>
  );
}

/** Says how far the caller has read: as far as has been on the screen. */
function useReading(threadId: string, messages: readonly Row[]): (place: Place) => void {
  const change = useChange(MarkPrivateThreadReadDocument);
  const mark = useCallback(
    async (sequence: number) => (await change({ input: { threadId, sequence } })).kind === 'done',
    [change, threadId],
  );
  const see = useMarking(mark);
  return ({ lastSeen }) => {
    const row = messages.find(({ id }) => id === lastSeen);
    if (row) see(row.sequence);
  };
}
