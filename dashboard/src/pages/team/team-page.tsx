import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { useLive } from '../../data/use-live.ts';
import { TeamChangesDocument, TeamDocument, type TeamQuery } from '../../gql/graphql.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { SharedScope } from '../../ui/scope.tsx';
import { Empty, Failure, Live, Loading } from '../../ui/states.tsx';
import { ThreadRow } from '../../ui/thread-row.tsx';
import { EventLog } from './event-log.tsx';
import { NewThread } from './new-thread.tsx';
import { Participants } from './participants.tsx';
import { TeamTerms } from './team-terms.tsx';
import './team.css';

/** A team of the page. */
export type Team = NonNullable<TeamQuery['team']>;

/** A shared team: who is in it, its threads, what was agreed, and the log that every company reads alike. */
export function TeamPage({ team: slug }: { readonly team?: string }) {
  const { data, problem, again } = useAsk(TeamDocument, { slug: slug ?? '' });
  const team = data?.team;
  const status = useLive(TeamChangesDocument, team ? { teamId: team.id } : null, {
    after: team?.events.edges.at(-1)?.cursor,
    onEvent: again,
    onGap: again,
    cursorOf: ({ teamEvents }) => teamEvents.cursor,
  });
  return (
    <Page
      title={team?.name ?? 'Team'}
      lead={team?.purpose ?? undefined}
      aside={team && <Live status={status} />}
    >
      {problem && <Failure problem={problem} again={again} />}
      {!data && !problem && <Loading what="the team" lines={8} />}
      {data && !team && (
        <Empty title="There is no such team">
          <p>It may never have been there, or your company is not in it.</p>
          <ButtonLink href="/">Home</ButtonLink>
        </Empty>
      )}
      {team && <Parts team={team} />}
    </Page>
  );
}

function Parts({ team }: { readonly team: Team }) {
  return (
    <>
      {team.scopeWarnings.map(({ kind, message }) => (
        <p key={kind} className="row">
          <TriangleAlert size={16} aria-hidden="true" />
          {message}
        </p>
      ))}
      <Threads team={team} />
      <div className="team-parts">
        <Participants team={team} />
        <TeamTerms team={team} />
      </div>
      <EventLog team={team} />
    </>
  );
}

function Threads({ team }: { readonly team: Team }) {
  const [now] = useState(() => Date.now());
  const { nodes } = team.threads;
  const companies = team.companies.map(({ company }) => company);
  return (
    <section className="section" aria-labelledby="team-threads">
      <div className="team-section-head">
        <h2 id="team-threads">Threads</h2>
        {team.status === 'ACTIVE' && <NewThread team={team} />}
      </div>
      <SharedScope companies={companies}>
        {nodes.length === 0 && <p className="soft">No thread yet.</p>}
        <ul className="threads">
          {nodes.map((thread) => (
            <li key={thread.id}>
              <ThreadRow team={team.slug} thread={thread} now={now} />
            </li>
          ))}
        </ul>
      </SharedScope>
    </section>
  );
}
