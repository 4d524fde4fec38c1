import { Send, X } from 'lucide-react';
import { useRef, type KeyboardEvent, type ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { SendForm } from '../../ui/send-form.tsx';
import { suggestedMentions, withMention, type Named } from './message-rules.ts';

/** Somebody who can be addressed, with what tells them from others of the name. */
export interface Mentionable extends Named {
  readonly from: string;
}

interface Writing {
  readonly body: string;
  readonly onBody: (body: string) => void;
  /** What it answers; null: nothing. */
  readonly answered: { readonly name: string; readonly body: string } | null;
  readonly onAnswerNothing: () => void;
  readonly mentionable: readonly Mentionable[];
  /** Who will read it: it is always said. */
  readonly readers: ReactNode;
  readonly onSend: () => void;
}

/** Where a message is written. It always says who will read it. Enter sends, with Shift it is a new line. */
export function Composer(writing: Writing) {
  const { body, onBody, readers, onSend } = writing;
  const form = useRef<HTMLFormElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSend();
  };
  return (
    <SendForm className="composer" ref={form} onSend={onSend}>
      <Answered {...writing} />
      <Field label="Message" lines={3} value={body} onChange={onBody} onKeyDown={onKeyDown} />
      <Suggestions {...writing} onChosen={() => form.current?.querySelector('textarea')?.focus()} />
      <div className="composer-foot">
        {readers}
        <p className="soft small">Enter sends, Shift and Enter begin a new line, @ mentions.</p>
        <Button look="primary" type="submit" isDisabled={body.trim() === ''}>
          <Send size={16} aria-hidden="true" />
          Send
        </Button>
      </div>
    </SendForm>
  );
}

function Answered({ answered, onAnswerNothing }: Writing) {
  if (!answered) return null;
  return (
    <div className="composer-answered">
      <p className="message-quote">
        Answering <strong>{answered.name}:</strong> {answered.body}
      </p>
      <Button look="quiet" onPress={onAnswerNothing}>
        <X size={15} aria-hidden="true" />
        Cancel
      </Button>
    </div>
  );
}

function Suggestions({ body, onBody, mentionable, onChosen }: Writing & { readonly onChosen: () => void }) {
  const suggested = suggestedMentions(body, mentionable).slice(0, 6);
  if (suggested.length === 0) return null;
  return (
    <div className="row" role="group" aria-label="Mention">
      {suggested.map((one) => (
        <Button
          key={one.id}
          onPress={() => {
            onBody(withMention(body, one));
            onChosen();
          }}
        >
          @{one.displayName} ({one.from})
        </Button>
      ))}
    </div>
  );
}
