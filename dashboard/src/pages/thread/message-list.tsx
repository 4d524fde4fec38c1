import { useState, type ReactNode } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { MessageLog } from '../../ui/message-log.tsx';
import type { Place } from '../../ui/place-in-list.ts';
import { MessageItem, type MessageTools } from './message-item.tsx';
import { useActive } from './use-active.ts';
import type { useThread } from './use-thread.ts';

type Row = MessageRowFragment;

/** The messages, oldest first, with what is on its way after them. */
export function MessageList({
  opened,
  newFrom,
  unread,
  onPlace,
  isOwn,
  tools,
  children,
}: {
  readonly opened: ReturnType<typeof useThread>;
  /** The sequence of the first message that is new; null: none is. */
  readonly newFrom: number | null;
  readonly unread: number;
  readonly onPlace: (place: Place) => void;
  readonly isOwn: (row: Row) => boolean;
  readonly tools: MessageTools;
  readonly children: readonly ReactNode[];
}) {
  const [now] = useState(() => Date.now());
  const { isActive, onActive, listeners } = useActive();
  return (
    <div className="message-list" {...listeners}>
      <MessageLog
        opened={opened}
        below={children.length}
        unread={unread}
        onPlace={onPlace}
        empty="Nothing has been said yet. What you write here, all companies named above read."
      >
        {opened.messages.map((row) => (
          <MessageItem
            key={row.id}
            row={row}
            isOwn={isOwn(row)}
            isNewFrom={row.sequence === newFrom}
            isActive={isActive(row.id)}
            onActive={onActive}
            unreachable={opened.unreachable}
            now={now}
            tools={tools}
          />
        ))}
        {children}
      </MessageLog>
    </div>
  );
}
