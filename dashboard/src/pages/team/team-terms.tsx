import { useState } from 'react';
import { counted } from '../../ui/names-rules.ts';
import { Moment } from '../../ui/moment.tsx';
import type { Team } from './team-page.tsx';

/** What the companies of a team agreed on. */
export function TeamTerms({ team }: { readonly team: Team }) {
  const [now] = useState(() => Date.now());
  return (
    <section className="card team-card" aria-labelledby="team-terms">
      <h2 id="team-terms">What was agreed</h2>
      <dl className="terms">
        <div>
          <dt>Since</dt>
          <dd>
            <Moment at={team.createdAt} now={now} />
          </dd>
        </div>
        <div>
          <dt>Status</dt>
          <dd>{STATUS[team.status]}</dd>
        </div>
        <div>
          <dt>History</dt>
          <dd>A company reads from its joining on.</dd>
        </div>
        <div>
          <dt>After leaving</dt>
          <dd>
            {team.readAfterLeaving
              ? 'A company that leaves keeps reading what was said while it was in.'
              : 'A company that leaves reads nothing of the team any more.'}
          </dd>
        </div>
        <div>
          <dt>Agents</dt>
          <dd>After {counted(team.agentLoopLimit, 'message')} of agents in a row a person has to speak.</dd>
        </div>
      </dl>
    </section>
  );
}

const STATUS: Readonly<Record<Team['status'], string>> = {
  ACTIVE: 'In use',
  ARCHIVED: 'Archived: read, and not written in',
  DELETED: 'Deleted',
};
