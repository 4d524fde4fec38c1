import { useState, type ReactNode } from 'react';
import type { PrivateMessageRowFragment } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { AgentBadge } from '../../ui/badges.tsx';
import { Check } from '../../ui/check.tsx';
import { MessageLog } from '../../ui/message-log.tsx';
import { Moment } from '../../ui/moment.tsx';
import type { usePrivateThread } from './use-private-thread.ts';
import { isAgent, nameOf } from './workspace-rules.ts';

type Row = PrivateMessageRowFragment;

/** The messages, oldest first; `chosen`, while it is not null, can be changed beside each. */
export function PrivateMessageList({
  opened,
  chosen,
  onChosen,
}: {
  readonly opened: ReturnType<typeof usePrivateThread>;
  readonly chosen: ReadonlySet<string> | null;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
}) {
  const [now] = useState(() => Date.now());
  const choose = (id: string, isChosen: boolean) =>
    onChosen(new Set([...(chosen ?? [])].filter((each) => each !== id).concat(isChosen ? [id] : [])));
  return (
    <MessageLog opened={opened} empty="Nothing has been said yet.">
      {opened.messages.map((row) => (
        <PrivateMessage key={row.id} row={row} now={now}>
          {chosen !== null && row.redactedAt === null && (
            <Check isSelected={chosen.has(row.id)} onChange={(isChosen) => choose(row.id, isChosen)}>
              Share this message
            </Check>
          )}
        </PrivateMessage>
      ))}
    </MessageLog>
  );
}

function PrivateMessage(given: { readonly row: Row; readonly now: number; readonly children: ReactNode }) {
  const { subject } = useSignedIn();
  const { author, onBehalfOf, createdAt, editedAt, redactedAt, body } = given.row;
  const isOwn = author !== null && 'subject' in author && author.subject === subject;
  return (
    <article className={isOwn ? 'message message-own' : 'message'} aria-label={nameOf(author)}>
      <header className="row small">
        <strong className="message-author">{nameOf(author)}</strong>
        {isAgent(author) && <AgentBadge />}
        {onBehalfOf && <span className="soft">for {onBehalfOf.displayName}</span>}
        <span className="soft">
          <Moment at={createdAt} now={given.now} />
          {editedAt !== null && ', edited'}
        </span>
      </header>
      {redactedAt === null ? (
        <p className="message-body">{body}</p>
      ) : (
        <p className="soft">This message was taken back.</p>
      )}
      {given.children}
    </article>
  );
}
