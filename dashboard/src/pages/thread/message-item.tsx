import { memo } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { AuthorMark } from '../../ui/author-mark.tsx';
import { EditForm } from './edit-form.tsx';
import { MessageActions, type AtHand } from './message-actions.tsx';
import { MessageHead } from './message-head.tsx';
import { MessageQuote } from './message-quote.tsx';
import { MessageShares } from './message-shares.tsx';
import { PrivateNotes } from './private-notes.tsx';
import { Reactions } from './reactions.tsx';
import { useBack } from './use-back.ts';
import { useBegun } from './use-begun.ts';
import type { MessageChanges } from './use-message-changes.ts';

type Row = MessageRowFragment;

/** What everything beside a message works with. */
export interface MessageTools {
  /** The own participant; null: nobody of the team. */
  readonly me: string | null;
  readonly changes: MessageChanges;
  readonly onReply: (row: Row) => void;
  readonly onTakeBack: (row: Row) => void;
  readonly take: (come: readonly Row[]) => void;
}

interface Given extends AtHand {
  readonly row: Row;
  readonly isOwn: boolean;
  /** The first that is new to whoever reads. */
  readonly isNewFrom: boolean;
  readonly unreachable: ReadonlySet<string>;
  readonly now: number;
  readonly tools: MessageTools;
}

/** One message: who said it and for which company, what it answers and shows, and the own company's notes beside it. */
export const MessageItem = memo(function MessageItem(given: Given) {
  const { row, isOwn, now, tools } = given;
  const [edit, setEdit] = useBegun(`edit ${row.id}`);
  const [note, setNote] = useBegun(`note ${row.id}`);
  const { article, back } = useBack();
  return (
    <article
      ref={article}
      className={isOwn ? 'message message-own' : 'message'}
      aria-label={`${row.author.displayName}, ${row.author.company.name}`}
      data-row={row.id}
      tabIndex={0}
    >
      {given.isNewFrom && <p className="messages-new">New</p>}
      <AuthorMark name={row.author.displayName} isAgent={row.author.kind === 'AGENT'} />
      <div className="message-main">
        <MessageHead row={row} now={now} />
        {row.replyTo && <MessageQuote name={row.replyTo.author.displayName} body={row.replyTo.body} />}
        {edit !== null && row.redactedAt === null ? (
          <EditForm
            row={row}
            body={edit}
            onBody={setEdit}
            changes={tools.changes}
            onDone={() => back(setEdit)}
          />
        ) : (
          <MessageBody row={row} />
        )}
        <MessageShares row={row} unreachable={given.unreachable} now={now} />
        <Reactions row={row} me={tools.me} changes={tools.changes} />
        <PrivateNotes
          row={row}
          begun={note}
          onBegun={setNote}
          onDone={() => back(setNote)}
          take={tools.take}
        />
        <MessageActions
          row={row}
          isActive={given.isActive}
          onActive={given.onActive}
          mayEdit={isOwn}
          mayTakeBack={isOwn}
          onReply={() => tools.onReply(row)}
          onReact={(emoji) => {
            back();
            void tools.changes.react(row.id, emoji, true);
          }}
          onNote={() => setNote(note === null ? '' : null)}
          onEdit={() => setEdit(row.body)}
          onTakeBack={() => tools.onTakeBack(row)}
        />
      </div>
    </article>
  );
});

function MessageBody({ row }: { readonly row: Row }) {
  if (row.redactedAt !== null) return <p className="soft">This message was taken back.</p>;
  if (row.hidden) return <p className="soft">Your company has hidden this message from itself.</p>;
  return <p className="message-body">{row.body}</p>;
}
