import type { ReactNode } from 'react';
import type { PrivateMessageRowFragment } from '../../gql/graphql.ts';
import { AgentBadge, PrivateBadge } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import { MessageActions, type AtHand } from '../thread/message-actions.tsx';
import { EditableBody, MessageFrame } from '../thread/message-frame.tsx';
import { MessageQuote } from '../thread/message-quote.tsx';
import { Reactions } from '../thread/reactions.tsx';
import { privateTombstoneOf } from '../thread/tombstone-rules.ts';
import { useBack } from '../thread/use-back.ts';
import { useBegun } from '../thread/use-begun.ts';
import type { MessageChanges } from '../thread/use-message-changes.ts';
import { isAgent, nameOf, reactionsOf } from './workspace-rules.ts';

type Row = PrivateMessageRowFragment;

/** What everything beside a private message works with. */
export interface PrivateMessageTools {
  /** The own person's id; null where the company does not know it. */
  readonly me: string | null;
  readonly isOwn: (row: Row) => boolean;
  /** Administrators take back what others said, too. */
  readonly isAdmin: boolean;
  readonly changes: MessageChanges;
  readonly onReply: (row: Row) => void;
  readonly onTakeBack: (row: Row) => void;
}

interface Given extends AtHand {
  readonly row: Row;
  readonly now: number;
  readonly tools: PrivateMessageTools;
  readonly children: ReactNode;
}

/** A message among colleagues, and what can be done with it. It is marked as private by itself. */
export function PrivateMessage(given: Given) {
  const { row, now, tools } = given;
  const { article, back } = useBack();
  const [edit, setEdit] = useBegun(`edit ${row.id}`);
  const isOwn = tools.isOwn(row);
  return (
    <MessageFrame
      article={article}
      id={row.id}
      label={nameOf(row.author)}
      name={nameOf(row.author)}
      isOwn={isOwn}
      isAgent={isAgent(row.author)}
    >
      <Head row={row} now={now} />
      {row.replyTo && <MessageQuote name={nameOf(row.replyTo.author)} body={row.replyTo.body} />}
      <EditableBody
        row={row}
        edit={edit}
        onEdit={setEdit}
        changes={tools.changes}
        onDone={() => back(setEdit)}
      >
        <Body row={row} />
      </EditableBody>
      <Reactions row={{ id: row.id, reactions: reactionsOf(row) }} me={tools.me} changes={tools.changes} />
      <MessageActions
        row={row}
        isActive={given.isActive}
        onActive={given.onActive}
        mayEdit={isOwn}
        mayTakeBack={isOwn || tools.isAdmin}
        onReply={() => tools.onReply(row)}
        onReact={(emoji) => {
          back();
          void tools.changes.react(row.id, emoji, true);
        }}
        onEdit={() => setEdit(row.body)}
        onTakeBack={() => tools.onTakeBack(row)}
      />
      {given.children}
    </MessageFrame>
  );
}

function Head({ row, now }: Pick<Given, 'row' | 'now'>) {
  const { author, onBehalfOf, createdAt, editedAt } = row;
  return (
    <header className="message-head small">
      <strong className="message-author">{nameOf(author)}</strong>
      {isAgent(author) && <AgentBadge />}
      <PrivateBadge label="Private" />
      {onBehalfOf && <span className="soft">for {onBehalfOf.displayName}</span>}
      <span className="soft message-time">
        <Moment at={createdAt} now={now} />
        {editedAt !== null && ', edited'}
      </span>
    </header>
  );
}

function Body({ row }: Pick<Given, 'row'>) {
  if (row.redactedAt !== null) return <p className="soft">{privateTombstoneOf(row, nameOf(row.author))}</p>;
  return <p className="message-body">{row.body}</p>;
}
