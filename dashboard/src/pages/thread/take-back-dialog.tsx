import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import type { MessageChanges } from './use-message-changes.ts';

/** Takes a message back, after saying what that does. */
export function TakeBackDialog({
  row,
  goneFor,
  changes,
  onClose,
}: {
  /** Null: none is to be taken back. */
  readonly row: { readonly id: string } | null;
  /** Whose reading it ends: `for every company`. */
  readonly goneFor: string;
  readonly changes: Pick<MessageChanges, 'redact'>;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title="Take this message back?" isOpen={row !== null} onClose={onClose}>
      <p>Its text is removed for good, {goneFor}. That there was a message stays.</p>
      <DialogActions>
        <Button look="quiet" onPress={onClose}>
          Keep it
        </Button>
        <Button
          look="danger"
          onPress={() => {
            onClose();
            if (row) void changes.redact(row.id);
          }}
        >
          Take it back for good
        </Button>
      </DialogActions>
    </Dialog>
  );
}
