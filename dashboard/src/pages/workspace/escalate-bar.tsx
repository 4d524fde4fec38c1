import { Share2 } from 'lucide-react';
import { useState } from 'react';
import type { PrivateMessageRowFragment } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { counted } from '../../ui/names-rules.ts';
import { EscalateForm } from './escalate-form.tsx';
import { useEscalation } from './use-escalation.ts';
import type { OpenedPrivateThread } from './use-private-thread.ts';
import { carriedOver } from './workspace-rules.ts';

/** Begins to carry messages into a shared team: choose, look at exactly what will be shared, send. */
export function EscalateBar({
  thread,
  messages,
  chosen,
  onChosen,
}: {
  readonly thread: OpenedPrivateThread;
  readonly messages: readonly PrivateMessageRowFragment[];
  /** Null: nothing is being chosen. */
  readonly chosen: ReadonlySet<string> | null;
  readonly onChosen: (chosen: ReadonlySet<string> | null) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const escalation = useEscalation(thread.id);
  const { sent, seen } = escalation;
  const carried = sent?.carried ?? carriedOver(messages, chosen ?? new Set());
  const close = () => {
    setOpen(false);
    if (escalation.outcome?.kind === 'done') onChosen(null);
    seen();
  };
  if (chosen === null && sent === null)
    return (
      <div className="row">
        <Button onPress={() => onChosen(new Set())}>
          <Share2 size={16} aria-hidden="true" />
          Share messages with a team
        </Button>
      </div>
    );
  return (
    <div className="card escalate-bar">
      <p role="status">
        {sent !== null
          ? `${counted(carried.length, 'message')} sent. Nobody has seen an answer yet.`
          : carried.length === 0
            ? 'Choose the messages to share. Nothing is shared yet.'
            : `${counted(carried.length, 'message')} chosen. Nothing is shared yet.`}
      </p>
      <div className="row">
        {sent === null && (
          <Button look="quiet" onPress={() => onChosen(null)}>
            Cancel
          </Button>
        )}
        <Button look="primary" isDisabled={carried.length === 0} onPress={() => setOpen(true)}>
          See what will be shared
        </Button>
      </div>
      <Dialog title="What will be shared" isOpen={isOpen} onClose={close}>
        <EscalateForm carried={carried} escalation={escalation} onClose={close} />
      </Dialog>
    </div>
  );
}
