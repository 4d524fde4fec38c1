import { useState, type ReactNode } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { MessageLog } from '../../ui/message-log.tsx';
import { MessageItem, type MessageTools } from './message-item.tsx';
import type { useThread } from './use-thread.ts';

type Row = MessageRowFragment;

/** The messages, oldest first, with what is on its way after them. */
export function MessageList({
  opened,
  newFrom,
  isOwn,
  tools,
  children,
}: {
  readonly opened: ReturnType<typeof useThread>;
  readonly newFrom: string | null;
  readonly isOwn: (row: Row) => boolean;
  readonly tools: MessageTools;
  readonly children: readonly ReactNode[];
}) {
  const [now] = useState(() => Date.now());
  return (
    <MessageLog
      opened={opened}
      below={children.length}
      empty="Nothing has been said yet. What you write here, all companies named above read."
    >
      {opened.messages.map((row) => (
        <div key={row.id} className="message-place">
          {row.id === newFrom && <p className="messages-new">New</p>}
          <MessageItem row={row} isOwn={isOwn(row)} now={now} tools={tools} />
        </div>
      ))}
      {children}
    </MessageLog>
  );
}
