import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { MessageItem, type MessageTools } from './message-item.tsx';
import type { useThread } from './use-thread.ts';

type Row = MessageRowFragment;

/** Nearer to the end than this, in pixels, the list follows what is added. */
const NEAR = 80;

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

/** Keeps what is looked at where it is: at the end when it was there, and otherwise at its distance from the end. */
function useAnchor(messages: readonly Row[], waiting: number) {
  const list = useRef<HTMLDivElement>(null);
  const place = useRef({ fromEnd: 0, first: '', top: 0 });
  const first = messages[0]?.id ?? '';
  const remember = () => {
    const { current: box } = list;
    if (!box) return;
    place.current = { fromEnd: box.scrollHeight - box.scrollTop, first, top: box.scrollTop };
  };
  useLayoutEffect(() => {
    const { current: box } = list;
    if (!box) return;
    const was = place.current;
    const atEnd = was.fromEnd - box.clientHeight < NEAR;
    if (was.first === '' || atEnd) box.scrollTop = box.scrollHeight;
    else if (was.first !== first) box.scrollTop = box.scrollHeight - was.fromEnd;
    place.current = { fromEnd: box.scrollHeight - box.scrollTop, first, top: box.scrollTop };
  }, [messages, first, waiting]);
  return { list, onScroll: remember };
}
