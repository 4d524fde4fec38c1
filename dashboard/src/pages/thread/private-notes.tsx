import { useState } from 'react';
import { useChange } from '../../data/use-change.ts';
import {
  AddMessageNoteDocument,
  type MessageNoteFragment,
  type MessageRowFragment,
} from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { PrivateBadge } from '../../ui/badges.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { messageOf } from '../../ui/outcome-rules.ts';
import { PrivateScope } from '../../ui/scope.tsx';
import { SendForm } from '../../ui/send-form.tsx';
import { Missing } from '../../ui/states.tsx';

/** The own company's notes beside a shared message, in the private colour, and a place to write one. */
export function PrivateNotes({
  row,
  begun,
  onBegun,
  onDone,
  take,
}: {
  readonly row: MessageRowFragment;
  /** What is begun; null: nothing is. */
  readonly begun: string | null;
  readonly onBegun: (body: string) => void;
  readonly onDone: () => void;
  readonly take: (come: readonly MessageRowFragment[]) => void;
}) {
  const notes = row.notes ?? [];
  if (notes.length === 0 && begun === null) return null;
  return (
    <PrivateScope>
      <div className="stack">
        {notes.map((note) => (
          <div key={note.id}>
            <p className="message-body">{note.body}</p>
            <p className="small soft">{writerOf(note)}</p>
          </div>
        ))}
        {begun !== null && (
          <NoteForm
            messageId={row.id}
            body={begun}
            onBody={onBegun}
            onDone={(note) => {
              if (note) take([{ ...row, notes: [...notes, note] }]);
              onDone();
            }}
          />
        )}
      </div>
    </PrivateScope>
  );
}

/** Says once, above the messages, that the notes beside them cannot be had now. */
export function NotesAway({ isAway }: { readonly isAway: boolean }) {
  const { company } = useSignedIn();
  return (
    <div role="status">
      {isAway && (
        <p className="row small notes-away">
          <PrivateBadge label="Private notes" />
          <Missing whose={company.name} />
        </p>
      )}
    </div>
  );
}

function NoteForm(given: {
  readonly messageId: string;
  readonly body: string;
  readonly onBody: (body: string) => void;
  readonly onDone: (note: MessageNoteFragment | null) => void;
}) {
  const add = useChange(AddMessageNoteDocument);
  const { body } = given;
  const [problem, setProblem] = useState<string | null>(null);
  /** One that was begun before, and comes on the page again, leaves the focus where it is. */
  const [isFresh] = useState(body === '');
  const save = async () => {
    const outcome = await add({ input: { messageId: given.messageId, body } });
    setProblem(messageOf(outcome));
    if (outcome.kind === 'done') given.onDone(outcome.payload.note);
  };
  return (
    <SendForm onSend={save}>
      <Field
        label="Private note"
        lines={2}
        value={body}
        onChange={given.onBody}
        problem={problem}
        autoFocus={isFresh}
      />
      <div className="row">
        <Button type="submit" isDisabled={body.trim() === ''}>
          Keep the note
        </Button>
        <Button look="quiet" onPress={() => given.onDone(null)}>
          Cancel
        </Button>
      </div>
    </SendForm>
  );
}

function writerOf({ author }: MessageNoteFragment): string {
  if (author === null) return '';
  return 'name' in author ? author.name : author.displayName;
}
