import { Send, X } from 'lucide-react';
import { useRef, type KeyboardEvent } from 'react';
import type { MessageRowFragment, ThreadParticipantFragment } from '../../gql/graphql.ts';
import type { CompanyCard } from '../../ui/badges.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { companyNames } from '../../ui/names-rules.ts';
import { SendForm } from '../../ui/send-form.tsx';
import { suggestedMentions, withMention } from './message-rules.ts';

interface Writing {
  readonly body: string;
  readonly onBody: (body: string) => void;
  readonly replyTo: MessageRowFragment | null;
  readonly onReply: (row: MessageRowFragment | null) => void;
  readonly participants: readonly ThreadParticipantFragment[];
  /** Companies that will read it. */
  readonly readers: readonly CompanyCard[];
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
        <p className="composer-readers">{companyNames(readers)} will read this.</p>
        <p className="soft small">Enter sends, Shift and Enter begin a new line, @ mentions.</p>
        <Button look="primary" type="submit" isDisabled={body.trim() === ''}>
          <Send size={16} aria-hidden="true" />
          Send
        </Button>
      </div>
    </SendForm>
  );
}

function Answered({ replyTo, onReply }: Writing) {
  if (!replyTo) return null;
  return (
    <div className="composer-answered">
      <p className="message-quote">
        Answering <strong>{replyTo.author.displayName}:</strong> {replyTo.body}
      </p>
      <Button look="quiet" onPress={() => onReply(null)}>
        <X size={15} aria-hidden="true" />
        Cancel
      </Button>
    </div>
  );
}

function Suggestions({ body, onBody, participants, onChosen }: Writing & { readonly onChosen: () => void }) {
  const present = participants.filter(({ status }) => status === 'ACTIVE');
  const suggested = suggestedMentions(body, present).slice(0, 6);
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
          @{one.displayName} ({one.company.name})
        </Button>
      ))}
    </div>
  );
}
