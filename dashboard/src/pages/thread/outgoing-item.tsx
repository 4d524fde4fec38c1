import { Paperclip } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSignedIn } from '../../session/session-context.ts';
import { AuthorMark } from '../../ui/author-mark.tsx';
import { CompanyBadge } from '../../ui/badges.tsx';
import { Button } from '../../ui/button.tsx';
import type { Outgoing } from './message-rules.ts';
import type { Outbox } from './use-outbox.ts';

/** Something that is written and not there yet; or why not, with a way to try again that doubles nothing. */
export function OutgoingItem({
  item,
  outbox,
  onTakeBack,
  mark,
}: {
  readonly item: Outgoing;
  readonly outbox: Outbox;
  readonly onTakeBack: (item: Outgoing) => void;
  /** Left out: the company for which it is said. */
  readonly mark?: ReactNode;
}) {
  const { displayName, company } = useSignedIn();
  return (
    <article className="message message-own message-outgoing" aria-label={`${displayName}, on its way`}>
      <AuthorMark name={displayName} isAgent={false} />
      <div className="message-main">
        <header className="message-head small">
          <strong className="message-author">{displayName}</strong>
          {mark ?? <CompanyBadge company={company} />}
          {item.problem === null && <span className="soft">Sending …</span>}
        </header>
        <p className="message-body">{item.body}</p>
        {item.attachments.map(({ key, title }) => (
          <p key={key} className="row small soft">
            <Paperclip size={15} aria-hidden="true" />
            {title}
          </p>
        ))}
        {item.problem !== null && (
          <div className="row" role="alert">
            <p className="problem">Not sent. {item.problem}</p>
            <Button onPress={() => outbox.retry(item)}>Try again</Button>
            <Button
              look="quiet"
              onPress={() => {
                outbox.drop(item);
                onTakeBack(item);
              }}
            >
              Back to writing
            </Button>
          </div>
        )}
      </div>
    </article>
  );
}
