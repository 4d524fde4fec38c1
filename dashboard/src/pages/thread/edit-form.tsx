import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { SendForm } from '../../ui/send-form.tsx';
import type { MessageChanges } from './use-message-changes.ts';

/** Gives a message another text. Everybody who reads it sees that it was edited. */
export function EditForm({
  row,
  changes,
  onDone,
}: {
  readonly row: { readonly id: string; readonly body: string };
  readonly changes: Pick<MessageChanges, 'edit'>;
  readonly onDone: () => void;
}) {
  const [body, setBody] = useState(row.body);
  const [problem, setProblem] = useState<string | null>(null);
  const save = async () => {
    const said = await changes.edit(row.id, body.trim());
    setProblem(said);
    if (said === null) onDone();
  };
  return (
    <SendForm onSend={save}>
      <Field label="New text" lines={3} value={body} onChange={setBody} problem={problem} />
      <div className="row">
        <Button type="submit" isDisabled={body.trim() === ''}>
          Change the message
        </Button>
        <Button look="quiet" onPress={onDone}>
          Cancel
        </Button>
      </div>
    </SendForm>
  );
}
