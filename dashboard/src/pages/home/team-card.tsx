import { TriangleAlert } from 'lucide-react';
import { Link } from 'wouter';
import type { TeamSummaryFragment } from '../../gql/graphql.ts';
import { CompanyBadge } from '../../ui/badges.tsx';
import { SharedScope } from '../../ui/scope.tsx';
import { ThreadRow } from '../../ui/thread-row.tsx';

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
