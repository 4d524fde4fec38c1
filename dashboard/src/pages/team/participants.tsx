import { AgentBadge, CompanyBadge } from '../../ui/badges.tsx';
import { counted } from '../../ui/names-rules.ts';
import type { Team } from './team-page.tsx';

/** The companies of a team, each with its people and agents. */
export function Participants({ team }: { readonly team: Team }) {
  return (
    <section className="card team-card" aria-labelledby="team-people">
      <h2 id="team-people">Who is here</h2>
      {team.companies.map(({ company }) => {
        const ours = team.participants.filter((each) => each.company.slug === company.slug);
        const present = ours.filter(({ status }) => status === 'ACTIVE');
        return (
          <div key={company.slug} className="team-company">
            <h3 className="row">
              <CompanyBadge company={company} />
              <span className="soft small">{counted(present.length, 'participant')}</span>
            </h3>
            <ul>
              {present.map((one) => (
                <li key={one.id} className="row team-participant">
                  <span>{one.displayName}</span>
                  {one.kind === 'AGENT' && <AgentBadge />}
                  {one.title !== null && <span className="soft">{one.title}</span>}
                  {one.isSteward && <span className="soft small">Steward</span>}
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </section>
  );
}
