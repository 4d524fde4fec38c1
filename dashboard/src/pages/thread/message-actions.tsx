import { MessageSquareReply, MoreHorizontal, Pencil, SmilePlus, StickyNote, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { Button } from '../../ui/button.tsx';
import { EMOJIS } from './reaction-rules.ts';

/** Whether what can be done with a message is at hand, and a way to have it so. */
export interface AtHand {
  readonly isActive: boolean;
  readonly onActive: (id: string) => void;
}

interface Given extends AtHand {
  readonly row: { readonly id: string; readonly redactedAt: string | null; readonly hidden?: boolean };
  readonly mayEdit: boolean;
  readonly mayTakeBack: boolean;
  readonly onReply: () => void;
  readonly onReact: (emoji: string) => void;
  /** Left out: no notes stand beside it. */
  readonly onNote?: () => void;
  readonly onEdit: () => void;
  readonly onTakeBack: () => void;
}

/** What can be done with a message: at hand where somebody points at it or is in it, and one step away elsewhere. */
export function MessageActions({ isActive, onActive, ...given }: Given) {
  const isEntered = useRef(false);
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What had the focus is gone: the keys go on at the last of what stands in its place.
    if (isActive && isEntered.current) [...(group.current?.querySelectorAll('button') ?? [])].at(-1)?.focus();
    isEntered.current = false;
  }, [isActive]);
  if (isActive) return <Actions {...given} group={group} />;
  return (
    <button
      type="button"
      className="message-more"
      onClick={() => onActive(given.row.id)}
      onFocus={({ currentTarget }) => {
        isEntered.current = currentTarget.matches(':focus-visible');
      }}
    >
      <MoreHorizontal size={16} aria-hidden="true" />
      Actions
    </button>
  );
}

interface Shown extends Omit<Given, keyof AtHand> {
  readonly group: RefObject<HTMLDivElement | null>;
}

function Actions({ group, ...given }: Shown) {
  const { row, onNote, onReact } = given;
  const [isReacting, setReacting] = useState(false);
  const hasText = row.redactedAt === null && row.hidden !== true;
  return (
    <div ref={group} className="message-actions" role="group" aria-label="What to do with the message">
      <Button look="quiet" onPress={given.onReply}>
        <MessageSquareReply size={15} aria-hidden="true" />
        Reply
      </Button>
      {hasText && (
        <Button look="quiet" aria-expanded={isReacting} onPress={() => setReacting(!isReacting)}>
          <SmilePlus size={15} aria-hidden="true" />
          React
        </Button>
      )}
      {onNote && (
        <Button look="quiet" onPress={onNote}>
          <StickyNote size={15} aria-hidden="true" />
          Private note
        </Button>
      )}
      {hasText && given.mayEdit && (
        <Button look="quiet" onPress={given.onEdit}>
          <Pencil size={15} aria-hidden="true" />
          Edit
        </Button>
      )}
      {hasText && given.mayTakeBack && (
        <Button look="quiet" onPress={given.onTakeBack}>
          <Undo2 size={15} aria-hidden="true" />
          Take back
        </Button>
      )}
      {isReacting && (
        <div className="message-emojis" role="group" aria-label="Choose a reaction">
          {EMOJIS.map(({ emoji, name }) => (
            <Button key={emoji} look="quiet" aria-label={name} onPress={() => onReact(emoji)}>
              {emoji}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
