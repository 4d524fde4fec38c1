import { Link } from 'wouter';
import type { ThreadSummaryFragment } from '../gql/graphql.ts';
import { Count } from './badges.tsx';
import { Moment } from './moment.tsx';
import './thread-row.css';

/** A thread in a list: its latest message, and how many are unread. `team` is the team's slug. */
export function ThreadRow(given: {
  readonly team: string;
  readonly thread: ThreadSummaryFragment;
  readonly now: number;
}) {
  const { thread, now } = given;
  const last = thread.lastMessage;
  return (
    <Link href={`/teams/${given.team}/threads/${thread.slug}`} className="thread-row">
      <span className="thread-row-text">
        <strong>{thread.title}</strong>
        {last && (
          <span className="thread-row-last">
            {last.author.displayName} ({last.author.company.name}): {last.body}
          </span>
        )}
      </span>
      <span className="thread-row-aside">
        {last && <Moment at={last.createdAt} now={now} />}
        <Count value={thread.unreadCount} what="unread" />
      </span>
    </Link>
  );
}
