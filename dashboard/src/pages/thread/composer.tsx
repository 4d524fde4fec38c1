import { Paperclip, Send, X } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { later } from '../../later.ts';
import { ShownLater } from '../../shown-later.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { SendForm } from '../../ui/send-form.tsx';
import type { Attachment } from './attach-rules.ts';
import { suggestedMentions, withMention, type Named } from './message-rules.ts';
import type { TeamOfThread } from './reader-rules.ts';
import type { Writing } from './use-draft.ts';

/** Somebody who can be addressed, with what tells them from others of the name. */
export interface Mentionable extends Named {
  readonly from: string;
}

interface Given {
  readonly draft: Writing;
  readonly form: RefObject<HTMLFormElement | null>;
  /** What it answers; null: nothing. */
  readonly answered: { readonly name: string; readonly body: string } | null;
  readonly mentionable: readonly Mentionable[];
  /** Who will read it: it is always said. */
  readonly readers: ReactNode;
  /** The team to whose companies something can be shown with it; left out: nothing can be. */
  readonly team?: TeamOfThread;
  readonly onSend: () => void;
}

/** Where a message is written. It always says who will read it. Enter sends, with Shift it is a new line. */
export function Composer(given: Given) {
  const { draft, form, readers, team, onSend } = given;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    onSend();
  };
  return (
    <SendForm className="composer" ref={form} onSend={onSend}>
      <Answered draft={draft} answered={given.answered} />
      <Attached draft={draft} />
      <Field label="Message" lines={2} value={draft.body} onChange={draft.setBody} onKeyDown={onKeyDown} />
      <Suggestions draft={draft} mentionable={given.mentionable} />
      <div className="composer-foot">
        <div className="composer-says">
          {readers}
          <p className="composer-keys soft small">
            Enter sends, Shift and Enter begin a new line, @ mentions.
          </p>
        </div>
        <div className="composer-buttons">
          {team && <Attach draft={draft} team={team} />}
          <Button look="primary" type="submit" isDisabled={draft.body.trim() === ''}>
            <Send size={16} aria-hidden="true" />
            Send
          </Button>
        </div>
      </div>
    </SendForm>
  );
}

function Answered({ draft, answered }: Pick<Given, 'draft' | 'answered'>) {
  if (!answered) return null;
  return (
    <div className="composer-answered">
      <p className="message-quote">
        Answering <strong>{answered.name}:</strong> {answered.body}
      </p>
      <Button look="quiet" onPress={draft.answerNothing}>
        <X size={15} aria-hidden="true" />
        Cancel
      </Button>
    </div>
  );
}

function Attached({ draft: { attachments, detach } }: Pick<Given, 'draft'>) {
  if (attachments.length === 0) return null;
  return (
    <ul className="stack" aria-label="Shown with the message">
      {attachments.map(({ key, title }) => (
        <li key={key} className="composer-answered">
          <span className="row small">
            <Paperclip size={15} aria-hidden="true" />
            {title}
          </span>
          <Button look="quiet" aria-label={`Do not show ${title}`} onPress={() => detach(key)}>
            <X size={15} aria-hidden="true" />
            Remove
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** How many things a message shows at most. */
const MOST_SHOWN = 10;

/** Most write without it. */
const ATTACH_DIALOG = later(() => import('./attach-dialog.tsx').then(({ AttachDialog }) => AttachDialog));

function Attach({ draft, team }: Pick<Given, 'draft'> & { readonly team: TeamOfThread }) {
  /** Null: it was not wanted yet. */
  const [isOpen, setOpen] = useState<boolean | null>(null);
  const onClose = () => setOpen(false);
  const onAttach = (attachment: Attachment) => {
    draft.attach(attachment);
    onClose();
  };
  const companies = team.companies.map(({ company }) => company);
  return (
    <>
      <Button isDisabled={draft.attachments.length >= MOST_SHOWN} onPress={() => setOpen(true)}>
        <Paperclip size={16} aria-hidden="true" />
        Show something
      </Button>
      {isOpen !== null && (
        <ShownLater
          component={ATTACH_DIALOG}
          given={{ teamId: team.id, companies, isOpen, onClose, onAttach }}
          waiting={null}
        />
      )}
    </>
  );
}

function Suggestions({ draft: { body, setBody, focus }, mentionable }: Pick<Given, 'draft' | 'mentionable'>) {
  const suggested = suggestedMentions(body, mentionable).slice(0, 6);
  if (suggested.length === 0) return null;
  return (
    <div className="row" role="group" aria-label="Mention">
      {suggested.map((one) => (
        <Button
          key={one.id}
          onPress={() => {
            setBody(withMention(body, one));
            focus();
          }}
        >
          @{one.displayName} ({one.from})
        </Button>
      ))}
    </div>
  );
}
