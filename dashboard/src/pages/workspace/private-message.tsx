import type { ReactNode } from 'react';
import type { PrivateMessageRowFragment } from '../../gql/graphql.ts';
import { AuthorMark } from '../../ui/author-mark.tsx';
import { AgentBadge, PrivateBadge } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import { EditForm } from '../thread/edit-form.tsx';
import { MessageActions, type AtHand } from '../thread/message-actions.tsx';
import { MessageQuote } from '../thread/message-quote.tsx';
import { Reactions } from '../thread/reactions.tsx';
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
    <article
      ref={article}
      className={isOwn ? 'message message-own' : 'message'}
      aria-label={nameOf(row.author)}
      data-row={row.id}
      tabIndex={0}
    >
      <AuthorMark name={nameOf(row.author)} isAgent={isAgent(row.author)} />
      <div className="message-main">
        <Head row={row} now={now} />
        {row.replyTo && <MessageQuote name={nameOf(row.replyTo.author)} body={row.replyTo.body} />}
        {edit !== null && row.redactedAt === null ? (
          <EditForm
            row={row}
            body={edit}
            onBody={setEdit}
            changes={tools.changes}
            onDone={() => back(setEdit)}
          />
        ) : (
          <Body row={row} />
        )}
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
      </div>
    </article>
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

function Body({ row: { redactedAt, body } }: Pick<Given, 'row'>) {
  if (redactedAt !== null) return <p className="soft">This message was taken back.</p>;
  return <p className="message-body">{body}</p>;
}
