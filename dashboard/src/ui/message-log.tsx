import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { useAnchor } from './use-anchor.ts';

/** A conversation as far as it is loaded: what `useThread` and its like give. */
export interface OpenedLog {
  readonly messages: readonly { readonly id: string }[];
  /** The cursor of what is older; null when there is nothing older. */
  readonly before: string | null;
  readonly askOlder: () => Promise<void>;
  readonly isAskingOlder: boolean;
}

/** Messages, oldest first, with a way to older ones. It keeps its place when something is added above. */
export function MessageLog({
  opened: { messages, before, askOlder, isAskingOlder },
  below = 0,
  empty,
  children,
}: {
  readonly opened: OpenedLog;
  /** How many stand after the messages. */
  readonly below?: number;
  /** What is said while there is nothing in it. */
  readonly empty: string;
  readonly children: ReactNode;
}) {
  const { list, onScroll } = useAnchor(messages, below);
  return (
    <div className="messages" ref={list} onScroll={onScroll} role="log" aria-label="Messages" tabIndex={0}>
      {before !== null && (
        <Button look="quiet" isDisabled={isAskingOlder} onPress={() => void askOlder()}>
          {isAskingOlder ? 'Loading …' : 'Show older messages'}
        </Button>
      )}
      {messages.length + below === 0 && <p className="soft">{empty}</p>}
      {children}
    </div>
  );
}
