import { useState, type ReactNode } from 'react';
import { Check } from '../../ui/check.tsx';
import { MessageLog } from '../../ui/message-log.tsx';
import { PrivateMessage, type PrivateMessageTools } from './private-message.tsx';
import type { usePrivateThread } from './use-private-thread.ts';

/** The messages, oldest first, and what is on its way; `chosen`, while it is not null, can be changed beside each. */
export function PrivateMessageList({
  opened,
  tools,
  chosen,
  onChosen,
  children,
}: {
  readonly opened: ReturnType<typeof usePrivateThread>;
  readonly tools: PrivateMessageTools;
  readonly chosen: ReadonlySet<string> | null;
  readonly onChosen: (chosen: ReadonlySet<string>) => void;
  readonly children: readonly ReactNode[];
}) {
  const [now] = useState(() => Date.now());
  const choose = (id: string, isChosen: boolean) =>
    onChosen(new Set([...(chosen ?? [])].filter((each) => each !== id).concat(isChosen ? [id] : [])));
  return (
    <MessageLog opened={opened} below={children.length} empty="Nothing has been said yet.">
      {opened.messages.map((row) => (
        <PrivateMessage key={row.id} row={row} now={now} tools={tools}>
          {chosen !== null && row.redactedAt === null && (
            <Check isSelected={chosen.has(row.id)} onChange={(isChosen) => choose(row.id, isChosen)}>
              Share this message
            </Check>
          )}
        </PrivateMessage>
      ))}
      {children}
    </MessageLog>
  );
}
