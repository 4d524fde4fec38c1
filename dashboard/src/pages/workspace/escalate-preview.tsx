import { useState } from 'react';
import type { PrivateMessageRowFragment } from '../../gql/graphql.ts';
import { AgentBadge, type CompanyCard } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import { companyNames } from '../../ui/names-rules.ts';
import { SharedScope } from '../../ui/scope.tsx';
import { isAgent, nameOf } from './workspace-rules.ts';

/** Exactly what leaves the company: the title, and of each chosen message its text, its author's name and its time. */
export function EscalatePreview({
  title,
  carried,
  readers,
}: {
  readonly title: string;
  readonly carried: readonly PrivateMessageRowFragment[];
  readonly readers: readonly CompanyCard[];
}) {
  const [now] = useState(() => Date.now());
  return (
    <>
      <SharedScope companies={readers} label={`${companyNames(readers)} will read exactly this.`}>
        <div className="stack">
          <p>
            <strong>{title.trim() === '' ? 'The title that you give it' : title}</strong>
          </p>
          <ol className="workspace-list" aria-label="Messages that will be shared">
            {carried.map(({ id, author, body, createdAt }) => (
              <li key={id}>
                <p className="row small">
                  <strong>{nameOf(author)}</strong>
                  {isAgent(author) && <AgentBadge />}
                  <span className="soft">
                    <Moment at={createdAt} now={now} />
                  </span>
                </p>
                <p className="message-body">{body}</p>
              </li>
            ))}
          </ol>
        </div>
      </SharedScope>
      <p className="soft small">
        Nothing else of this thread is shared: no other message, and not its title. You take part in the
        shared thread. What was read cannot be unread; the messages can be taken back there, one by one.
      </p>
    </>
  );
}
