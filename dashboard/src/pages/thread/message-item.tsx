import { useState } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { AgentBadge, CompanyBadge } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import { EditForm } from './edit-form.tsx';
import { MessageActions } from './message-actions.tsx';
import { PrivateNotes } from './private-notes.tsx';
import { Reactions } from './reactions.tsx';
import type { MessageChanges } from './use-message-changes.ts';

type Row = MessageRowFragment;

/** What everything beside a message works with. */
export interface MessageTools {
  /** The own participant; null: nobody of the team. */
  readonly me: string | null;
  readonly changes: MessageChanges;
  readonly onReply: (row: Row) => void;
  readonly take: (come: readonly Row[]) => void;
}

/** One message: who said it and for which company, what it answers, and the own company's notes beside it. */
export function MessageItem({
  row,
  isOwn,
  now,
  tools,
}: {
  readonly row: Row;
  readonly isOwn: boolean;
  readonly now: number;
  readonly tools: MessageTools;
}) {
  const { changes } = tools;
  const [isEditing, setEditing] = useState(false);
  const [isNoting, setNoting] = useState(false);
  return (
    <article
      className={isOwn ? 'message message-own' : 'message'}
      aria-label={`${row.author.displayName}, ${row.author.company.name}`}
    >
      <MessageHead row={row} now={now} />
      {row.replyTo && (
        <p className="message-quote">
          <span className="visually-hidden">In answer to </span>
          <strong>{row.replyTo.author.displayName}:</strong> {row.replyTo.body || 'taken back'}
        </p>
      )}
      {isEditing && row.redactedAt === null ? (
        <EditForm row={row} changes={changes} onDone={() => setEditing(false)} />
      ) : (
        <MessageBody row={row} />
      )}
      <Reactions row={row} me={tools.me} changes={changes} />
      <MessageActions
        row={row}
        mayEdit={isOwn}
        mayTakeBack={isOwn}
        goneFor="for every company"
        changes={changes}
        onReply={() => tools.onReply(row)}
        onNote={() => setNoting(!isNoting)}
        onEdit={() => setEditing(true)}
      />
      <PrivateNotes row={row} isNoting={isNoting} onDone={() => setNoting(false)} take={tools.take} />
    </article>
  );
}

function MessageHead({ row, now }: { readonly row: Row; readonly now: number }) {
  const { author, onBehalfOf, attribution } = row;
  return (
    <header className="row small">
      <strong className="message-author">{author.displayName}</strong>
      {author.kind === 'AGENT' && <AgentBadge />}
      <CompanyBadge company={author.company} />
      {onBehalfOf && <span className="soft">for {onBehalfOf.displayName}</span>}
      {attribution && <span className="soft">first said by {attribution.displayName}</span>}
      <span className="soft">
        <Moment at={row.createdAt} now={now} />
        {row.editedAt !== null && ', edited'}
      </span>
    </header>
  );
}

function MessageBody({ row }: { readonly row: Row }) {
  if (row.redactedAt !== null) return <p className="soft">This message was taken back.</p>;
  if (row.hidden) return <p className="soft">Your company has hidden this message from itself.</p>;
  return <p className="message-body">{row.body}</p>;
}
