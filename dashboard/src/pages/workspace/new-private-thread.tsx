import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useChange } from '../../data/use-change.ts';
import { CreatePrivateThreadDocument } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { messageOf } from '../../ui/outcome-rules.ts';
import { PrivateBadge } from '../../ui/badges.tsx';
import { SendForm } from '../../ui/send-form.tsx';
import { addressOf } from './workspace-rules.ts';

/** Opens an internal thread. */
export function NewPrivateThread() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Plus size={16} aria-hidden="true" />
        New private thread
      </Button>
      <Dialog title="New private thread" isOpen={isOpen} onClose={() => setOpen(false)}>
        <Fields onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Fields({ onClose }: { readonly onClose: () => void }) {
  const { company } = useSignedIn();
  const create = useChange(CreatePrivateThreadDocument);
  const [, navigate] = useLocation();
  const [title, setTitle] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const send = async () => {
    const made = await create({ input: { title } });
    setProblem(messageOf(made));
    if (made.kind === 'done' && made.payload.thread) navigate(addressOf(made.payload.thread.id));
  };
  return (
    <SendForm onSend={send}>
      <Field label="What it is about" value={title} onChange={setTitle} problem={problem} isRequired />
      <p className="row small">
        <PrivateBadge />
        Only people and agents of {company.name} will read it.
      </p>
      <DialogActions>
        <Button look="quiet" onPress={onClose}>
          Cancel
        </Button>
        <Button look="primary" type="submit">
          Begin the private thread
        </Button>
      </DialogActions>
    </SendForm>
  );
}
