import { useState, type ReactNode } from 'react';
import type { PrivateMessageRowFragment } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { AgentBadge, PrivateBadge } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import { EditForm } from '../thread/edit-form.tsx';
import { MessageActions } from '../thread/message-actions.tsx';
import { Reactions } from '../thread/reactions.tsx';
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
}

/** A message among colleagues, and what can be done with it. It is marked as private by itself. */
export function PrivateMessage({
  row,
  now,
  tools,
  children,
}: {
  readonly row: Row;
  readonly now: number;
  readonly tools: PrivateMessageTools;
  readonly children: ReactNode;
}) {
  const { company } = useSignedIn();
  const { me, changes } = tools;
  const isOwn = tools.isOwn(row);
  const [isEditing, setEditing] = useState(false);
  return (
    <article
      className={isOwn ? 'message message-private message-own' : 'message message-private'}
      aria-label={nameOf(row.author)}
    >
      <Head row={row} now={now} />
      {row.replyTo && (
        <p className="message-quote">
          <span className="visually-hidden">In answer to </span>
          <strong>{nameOf(row.replyTo.author)}:</strong> {row.replyTo.body || 'taken back'}
        </p>
      )}
      {isEditing && row.redactedAt === null ? (
        <EditForm row={row} changes={changes} onDone={() => setEditing(false)} />
      ) : (
        <Body row={row} />
      )}
      <Reactions row={{ id: row.id, reactions: reactionsOf(row) }} me={me} changes={changes} />
      <MessageActions
        row={row}
        mayEdit={isOwn}
        mayTakeBack={isOwn || tools.isAdmin}
        goneFor={`for everybody at ${company.name}`}
        changes={changes}
        onReply={() => tools.onReply(row)}
        onEdit={() => setEditing(true)}
      />
      {children}
    </article>
  );
}

function Head({ row, now }: { readonly row: Row; readonly now: number }) {
  const { author, onBehalfOf, createdAt, editedAt } = row;
  return (
    <header className="row small">
      <strong className="message-author">{nameOf(author)}</strong>
      {isAgent(author) && <AgentBadge />}
      {onBehalfOf && <span className="soft">for {onBehalfOf.displayName}</span>}
      <span className="soft">
        <Moment at={createdAt} now={now} />
        {editedAt !== null && ', edited'}
      </span>
      <PrivateBadge label="Private" />
    </header>
  );
}

function Body({ row: { redactedAt, body } }: { readonly row: Row }) {
  if (redactedAt !== null) return <p className="soft">This message was taken back.</p>;
  return <p className="message-body">{body}</p>;
}
