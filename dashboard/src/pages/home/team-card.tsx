import { TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import type { TeamSummaryFragment } from '../../gql/graphql.ts';
import { CompanyBadge, Count } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import { SharedScope } from '../../ui/scope.tsx';

/** A shared team with its threads: what is new, and who reads along. */
export function TeamCard({ team, now }: { readonly team: TeamSummaryFragment; readonly now: number }) {
  const companies = team.companies.map(({ company }) => company);
  return (
    <SharedScope companies={companies}>
      <div className="stack">
        <div className="team-head">
          <h3>
            <Link href={`/teams/${team.slug}`}>{team.name}</Link>
          </h3>
          {team.purpose !== null && <p className="soft">{team.purpose}</p>}
          <ul className="row small">
            {companies.map((company) => (
              <li key={company.slug}>
                <CompanyBadge company={company} />
              </li>
            ))}
          </ul>
        </div>
        {team.scopeWarnings.map(({ kind, message }) => (
          <p key={kind} className="row small">
            <TriangleAlert size={15} aria-hidden="true" />
            {message}
          </p>
        ))}
        <ul className="threads">
          {team.threads.nodes.map((thread) => (
            <li key={thread.id}>
              <ThreadRow team={team.slug} thread={thread} now={now} />
            </li>
          ))}
        </ul>
        {team.threads.nodes.length === 0 && <p className="soft">No thread yet.</p>}
      </div>
    </SharedScope>
  );
}

type ThreadSummary = TeamSummaryFragment['threads']['nodes'][number];

function ThreadRow(given: { readonly team: string; readonly thread: ThreadSummary; readonly now: number }) {
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
