import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { useLive } from '../../data/use-live.ts';
import { HomeDocument, InboxDocument } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { Page } from '../../ui/page.tsx';
import { Empty, Failure, Live, Loading } from '../../ui/states.tsx';
import { Guide } from './guide.tsx';
import { NeedsMe } from './needs-me.tsx';
import { needsOf } from './needs-rules.ts';
import { TeamCard } from './team-card.tsx';
import './home.css';

/** The first page: shared teams with what is unread, and what waits for whoever is signed in. */
export function HomePage() {
  const { displayName, company } = useSignedIn();
  const { data, problem, again } = useAsk(HomeDocument, {});
  const [now] = useState(() => Date.now());
  const status = useLive(
    InboxDocument,
    {},
    { onEvent: again, onGap: again, cursorOf: ({ inbox }) => inbox.cursor },
  );
  const teams = data?.teams?.nodes ?? [];
  const needs = data ? needsOf(data, company.slug) : [];
  return (
    <Page
      title={`Hello, ${displayName.split(' ')[0] ?? displayName}`}
      lead={`What ${company.name} shares with other companies, and what waits for you.`}
      aside={<Live status={status} />}
    >
      {problem && <Failure problem={problem} again={again} />}
      {!data && !problem && <Loading what="your teams" lines={6} />}
      {data && <Guide teams={teams} />}
      {data && needs.length > 0 && <NeedsMe needs={needs} now={now} />}
      {data && (
        <section className="section" aria-labelledby="teams">
          <h2 id="teams">Shared teams</h2>
          {teams.length === 0 && (
            <Empty title="No shared team yet">
              <p>
                A team begins when a company invites another. Until then nothing of {company.name} is shared.
              </p>
            </Empty>
          )}
          <ul className="teams">
            {teams.map((team) => (
              <li key={team.id}>
                <TeamCard team={team} now={now} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
