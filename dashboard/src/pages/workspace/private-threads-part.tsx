import { useState } from 'react';
import { Link } from 'wouter';
import type { PrivateThreadSummaryFragment } from '../../gql/graphql.ts';
import { Count } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import '../../ui/thread-row.css';
import { NewPrivateThread } from './new-private-thread.tsx';
import type { Workspace } from './workspace-page.tsx';
import { WorkspacePart } from './workspace-part.tsx';
import { addressOf, nameOf } from './workspace-rules.ts';

/** What is said within the company. */
export function PrivateThreadsPart({ threads }: { readonly threads: Workspace['privateThreads'] }) {
  const [now] = useState(() => Date.now());
  return (
    <WorkspacePart
      title="Private threads"
      items={threads?.nodes ?? null}
      empty="Nothing has been said among yourselves yet."
      action={<NewPrivateThread />}
    >
      {(all) => (
        <ul className="threads">
          {all.map((thread) => (
            <li key={thread.id}>
              <PrivateThreadRow thread={thread} now={now} />
            </li>
          ))}
        </ul>
      )}
    </WorkspacePart>
  );
}

function PrivateThreadRow(given: { readonly thread: PrivateThreadSummaryFragment; readonly now: number }) {
  const { id, title, archivedAt, unreadCount, messages } = given.thread;
  const last = messages.nodes[0];
  return (
    <Link href={addressOf(id)} className="thread-row">
      <span className="thread-row-text">
        <strong>{title}</strong>
        {last && (
          <span className="thread-row-last">
            {nameOf(last.author)}: {last.body || 'no longer shown'}
          </span>
        )}
      </span>
      <span className="thread-row-aside">
        {archivedAt !== null && <span>Archived</span>}
        {last && <Moment at={last.createdAt} now={given.now} />}
        <Count value={unreadCount} what="unread" />
      </span>
    </Link>
  );
}
