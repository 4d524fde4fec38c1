import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { SendForm } from '../../ui/send-form.tsx';
import type { MessageChanges } from './use-message-changes.ts';

/** Gives a message another text. Everybody who reads it sees that it was edited. */
export function EditForm({
  row,
  body,
  onBody,
  changes,
  onDone,
}: {
  readonly row: { readonly id: string; readonly body: string };
  readonly body: string;
  readonly onBody: (body: string) => void;
  readonly changes: Pick<MessageChanges, 'edit'>;
  readonly onDone: () => void;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  /** One that was begun before, and comes on the page again, leaves the focus where it is. */
  const [isFresh] = useState(body === row.body);
  const save = async () => {
    const said = await changes.edit(row.id, body.trim());
    setProblem(said);
    if (said === null) onDone();
  };
  return (
    <SendForm onSend={save}>
      <Field
        label="New text"
        lines={3}
        value={body}
        onChange={onBody}
        problem={problem}
        autoFocus={isFresh}
      />
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
