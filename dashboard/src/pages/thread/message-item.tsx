import { memo } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { MessageActions, type AtHand } from './message-actions.tsx';
import { EditableBody, MessageFrame } from './message-frame.tsx';
import { MessageHead } from './message-head.tsx';
import { MessageQuote } from './message-quote.tsx';
import { MessageShares } from './message-shares.tsx';
import { PrivateNotes } from './private-notes.tsx';
import { Reactions } from './reactions.tsx';
import { tombstoneOf } from './tombstone-rules.ts';
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
    <MessageFrame
      article={article}
      id={row.id}
      label={`${row.author.displayName}, ${row.author.company.name}`}
      name={row.author.displayName}
      isOwn={isOwn}
      isAgent={row.author.kind === 'AGENT'}
      above={given.isNewFrom && <p className="messages-new">New</p>}
    >
      <MessageHead row={row} now={now} />
      {row.replyTo && <MessageQuote name={row.replyTo.author.displayName} body={row.replyTo.body} />}
      <EditableBody
        row={row}
        edit={edit}
        onEdit={setEdit}
        changes={tools.changes}
        onDone={() => back(setEdit)}
      >
        <MessageBody row={row} />
      </EditableBody>
      <MessageShares row={row} unreachable={given.unreachable} now={now} />
      <Reactions row={row} me={tools.me} changes={tools.changes} />
      <PrivateNotes row={row} begun={note} onBegun={setNote} onDone={() => back(setNote)} take={tools.take} />
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
    </MessageFrame>
  );
});

function MessageBody({ row }: { readonly row: Row }) {
  if (row.redactedAt !== null) return <p className="soft">{tombstoneOf(row)}</p>;
  if (row.hidden) return <p className="soft">Your company has hidden this message from itself.</p>;
  return <p className="message-body">{row.body}</p>;
}
