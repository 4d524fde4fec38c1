import { useState, type ReactNode } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { useAnchor } from '../../ui/use-anchor.ts';
import { MessageItem, type MessageTools } from './message-item.tsx';
import type { useThread } from './use-thread.ts';

type Row = MessageRowFragment;

/** The messages, oldest first, with what is on its way after them. It keeps its place when something is added above. */
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
  const { messages, before, askOlder, isAskingOlder } = opened;
  const { list, onScroll } = useAnchor(messages, children.length);
  const [now] = useState(() => Date.now());
  return (
    <div className="messages" ref={list} onScroll={onScroll} role="log" aria-label="Messages" tabIndex={0}>
      {before !== null && (
        <Button look="quiet" isDisabled={isAskingOlder} onPress={() => void askOlder()}>
          {isAskingOlder ? 'Loading …' : 'Show older messages'}
        </Button>
      )}
      {messages.length + children.length === 0 && (
        <p className="soft">
          Nothing has been said yet. What you write here, all companies named above read.
        </p>
      )}
      {messages.map((row) => (
        <div key={row.id} className="message-place">
          {row.id === newFrom && <p className="messages-new">New</p>}
          <MessageItem row={row} isOwn={isOwn(row)} now={now} tools={tools} />
        </div>
      ))}
      {children}
    </div>
  );
}
