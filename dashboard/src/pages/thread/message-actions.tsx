import { MessageSquareReply, Pencil, SmilePlus, StickyNote, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { EMOJIS } from './reaction-rules.ts';
import type { MessageChanges } from './use-message-changes.ts';

interface Given {
  readonly row: { readonly id: string; readonly redactedAt: string | null; readonly hidden?: boolean };
  readonly mayEdit: boolean;
  readonly mayTakeBack: boolean;
  /** Whose reading a message that is taken back ends: `for every company`. */
  readonly goneFor: string;
  readonly changes: MessageChanges;
  readonly onReply: () => void;
  /** Left out: no notes stand beside it. */
  readonly onNote?: () => void;
  readonly onEdit: () => void;
}

/** What can be done with a message. */
export function MessageActions(given: Given) {
  const { row, onNote } = given;
  const [isReacting, setReacting] = useState(false);
  const hasText = row.redactedAt === null && row.hidden !== true;
  return (
    <>
      <div className="message-actions">
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
        {hasText && given.mayTakeBack && <TakeBack {...given} />}
      </div>
      {isReacting && (
        <div className="row" role="group" aria-label="Choose a reaction">
          {EMOJIS.map(({ emoji, name }) => (
            <Button
              key={emoji}
              aria-label={name}
              onPress={() => {
                setReacting(false);
                void given.changes.react(row.id, emoji, true);
              }}
            >
              {emoji}
            </Button>
          ))}
        </div>
      )}
    </>
  );
}

function TakeBack({ row, changes, goneFor }: Given) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button look="quiet" onPress={() => setAsked(true)}>
        <Undo2 size={15} aria-hidden="true" />
        Take back
      </Button>
      <Dialog title="Take this message back?" isOpen={asked} onClose={() => setAsked(false)}>
        <p>Its text is removed for good, {goneFor}. That there was a message stays.</p>
        <DialogActions>
          <Button look="quiet" onPress={() => setAsked(false)}>
            Keep it
          </Button>
          <Button
            look="danger"
            onPress={() => {
              setAsked(false);
              void changes.redact(row.id);
            }}
          >
            Take it back for good
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
