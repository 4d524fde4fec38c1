import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { AgentBadge } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Missing } from '../../ui/states.tsx';
import { chainWords, eventWords } from './event-rules.ts';
import type { Team } from './team-page.tsx';

/** The latest of a team's log, newest first, and whether its chain holds. */
export function EventLog({ team }: { readonly team: Team }) {
  const [now] = useState(() => Date.now());
  const events = team.events.edges.map(({ node }) => node).reverse();
  const nameOf = (slug: string) =>
    team.companies.find(({ company }) => company.slug === slug)?.company.name ?? slug;
  return (
    <section className="section" aria-labelledby="team-log">
      <h2 id="team-log">Event log</h2>
      <Chain verification={team.verify} />
      <ol className="card event-log">
        {events.map((event) => (
          <li key={event.id} className="event">
            <span className="event-sequence">{event.sequence}</span>
            <span className="row">
              <span>{eventWords(event.kind)}</span>
              <span className="soft">
                {event.actor?.displayName}
                {event.companySlug !== null && ` (${nameOf(event.companySlug)})`}
              </span>
              {event.actor?.kind === 'AGENT' && <AgentBadge />}
            </span>
            <span className="event-aside small soft">
              <Moment at={event.at} now={now} />
              <code title={event.hash}>{event.hash.slice(0, 8)}</code>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Chain({ verification }: { readonly verification: Team['verify'] }) {
  if (!verification) return <Missing whose="The check of the log" />;
  return (
    <p className={verification.valid ? 'row' : 'row problem'}>
      {verification.valid ? (
        <ShieldCheck size={16} aria-hidden="true" />
      ) : (
        <ShieldAlert size={16} aria-hidden="true" />
      )}
      {chainWords(verification)}
    </p>
  );
}
