import { MessageSquareReply, Pencil, SmilePlus, StickyNote, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { MessageRowFragment } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { EMOJIS } from './reaction-rules.ts';
import type { MessageChanges } from './use-message-changes.ts';

interface Given {
  readonly row: MessageRowFragment;
  readonly isOwn: boolean;
  readonly changes: MessageChanges;
  readonly onReply: () => void;
  readonly onNote: () => void;
  readonly onEdit: () => void;
}

/** What can be done with a message; editing and taking back by who said it. */
export function MessageActions(given: Given) {
  const { row, isOwn } = given;
  const [isReacting, setReacting] = useState(false);
  const hasText = row.redactedAt === null && !row.hidden;
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
        <Button look="quiet" onPress={given.onNote}>
          <StickyNote size={15} aria-hidden="true" />
          Private note
        </Button>
        {isOwn && hasText && <OwnActions {...given} />}
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

function OwnActions({ row, changes, onEdit }: Given) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button look="quiet" onPress={onEdit}>
        <Pencil size={15} aria-hidden="true" />
        Edit
      </Button>
      <Button look="quiet" onPress={() => setAsked(true)}>
        <Undo2 size={15} aria-hidden="true" />
        Take back
      </Button>
      <Dialog title="Take this message back?" isOpen={asked} onClose={() => setAsked(false)}>
        <p>Its text is removed for good, for every company. That there was a message stays.</p>
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
