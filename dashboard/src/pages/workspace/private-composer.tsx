import { Lock, Send } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { newIdempotencyKey, useChange } from '../../data/use-change.ts';
import { PostPrivateMessageDocument, type PrivateMessageRowFragment } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { messageOf } from '../../ui/outcome-rules.ts';
import { SendForm } from '../../ui/send-form.tsx';

/** Where a message to colleagues is written. What was not sent stays, with its key: trying again doubles nothing. */
export function PrivateComposer(given: {
  readonly threadId: string;
  readonly onPosted: (row: PrivateMessageRowFragment) => void;
}) {
  const { company } = useSignedIn();
  const { body, write, send, isSending, problem } = useDraft(given.threadId, given.onPosted);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <SendForm className="composer" onSend={send}>
      <Field
        label="Message"
        lines={3}
        value={body}
        onChange={write}
        onKeyDown={onKeyDown}
        isReadOnly={isSending}
        problem={problem}
      />
      <div className="composer-foot">
        <p className="row small private-composer-readers">
          <Lock size={14} aria-hidden="true" />
          Only {company.name} will read this.
        </p>
        <p className="soft small">Enter sends, Shift and Enter begin a new line.</p>
        <Button look="primary" type="submit" isDisabled={isSending || body.trim() === ''}>
          <Send size={16} aria-hidden="true" />
          {isSending ? 'Sending …' : 'Send'}
        </Button>
      </div>
    </SendForm>
  );
}

function useDraft(threadId: string, onPosted: (row: PrivateMessageRowFragment) => void) {
  const post = useChange(PostPrivateMessageDocument);
  const [draft, setDraft] = useState(() => ({ body: '', key: newIdempotencyKey() }));
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const write = (body: string) => setDraft({ body, key: newIdempotencyKey() });
  const send = async () => {
    const body = draft.body.trim();
    if (body === '' || isSending) return;
    setSending(true);
    const outcome = await post({ input: { threadId, body, idempotencyKey: draft.key } });
    setSending(false);
    setProblem(messageOf(outcome));
    if (outcome.kind !== 'done') return;
    write('');
    if (outcome.payload.message) onPosted(outcome.payload.message);
  };
  return { body: draft.body, write, send, isSending, problem };
}
