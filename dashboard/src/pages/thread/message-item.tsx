import { MessageSquareReply, StickyNote } from 'lucide-react';
import { useState } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { AgentBadge, CompanyBadge } from '../../ui/badges.tsx';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { PrivateNotes } from './private-notes.tsx';

type Row = MessageRowFragment;

/** One message: who said it and for which company, what it answers, and the own company's notes beside it. */
export function MessageItem({
  row,
  isOwn,
  now,
  onReply,
  take,
}: {
  readonly row: Row;
  readonly isOwn: boolean;
  readonly now: number;
  readonly onReply: (row: Row) => void;
  readonly take: (come: readonly Row[]) => void;
}) {
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
      <MessageBody row={row} />
      <div className="message-actions">
        <Button look="quiet" onPress={() => onReply(row)}>
          <MessageSquareReply size={15} aria-hidden="true" />
          Reply
        </Button>
        <Button look="quiet" aria-expanded={isNoting} onPress={() => setNoting(!isNoting)}>
          <StickyNote size={15} aria-hidden="true" />
          Private note
        </Button>
      </div>
      <PrivateNotes row={row} isNoting={isNoting} onDone={() => setNoting(false)} take={take} />
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
