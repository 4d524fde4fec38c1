import { useState, type ReactNode } from 'react';
import { Check } from '../../ui/check.tsx';
import { MessageLog, type OpenedLog } from '../../ui/message-log.tsx';
import type { Place } from '../../ui/place-in-list.ts';
import { useActive } from '../thread/use-active.ts';
import { PrivateMessage, type PrivateMessageTools } from './private-message.tsx';
import type { usePrivateThread } from './use-private-thread.ts';

/** The messages, oldest first, and what is on its way; `chosen`, while it is not null, can be changed beside each. */
export function PrivateMessageList({
  opened,
  onPlace,
  tools,
  chosen,
  onChosen,
  children,
}: {
  readonly opened: ReturnType<typeof usePrivateThread>;
  readonly onPlace: (place: Place) => void;
  readonly tools: PrivateMessageTools;
  readonly chosen: ReadonlySet<string> | null;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
  readonly children: readonly ReactNode[];
}) {
  const [now] = useState(() => Date.now());
  const { isActive, onActive, listeners } = useActive();
  const choose = (id: string, isChosen: boolean) =>
    onChosen(new Set([...(chosen ?? [])].filter((each) => each !== id).concat(isChosen ? [id] : [])));
  return (
    <div className="message-list" {...listeners}>
      <MessageLog
        opened={asLog(opened)}
        below={children.length}
        onPlace={onPlace}
        empty="Nothing has been said yet."
      >
        {opened.messages.map((row) => (
          <PrivateMessage
            key={row.id}
            row={row}
            now={now}
            isActive={isActive(row.id)}
            onActive={onActive}
            tools={tools}
          >
            {chosen !== null && row.redactedAt === null && (
              <Check isSelected={chosen.has(row.id)} onChange={(isChosen) => choose(row.id, isChosen)}>
                Share this message
              </Check>
            )}
          </PrivateMessage>
        ))}
        {children}
      </MessageLog>
    </div>
  );
}

const AT_END = { end: 'end' } as const;

/** The latest are always there; those before them are asked for. */
function asLog({
  messages,
  before,
  askOlder,
  isAskingOlder,
}: ReturnType<typeof usePrivateThread>): OpenedLog {
  const asking = isAskingOlder ? 'start' : null;
  return { messages, isStart: before === null, isEnd: true, asking, ask: askOlder, at: AT_END };
}
