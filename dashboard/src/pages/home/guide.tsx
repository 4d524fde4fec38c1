import { X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { TeamSummaryFragment } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { PrivateBadge, SharedBadge } from '../../ui/badges.tsx';
import { Button } from '../../ui/button.tsx';
import { companyNames } from '../../ui/names-rules.ts';

/** What the browser remembers: that somebody has seen the guide, and nothing else. */
const SEEN = 'agent-network-guide';

/** The first run: three places that show what the network is about. Once closed it stays closed in this browser. */
export function Guide({ teams }: { readonly teams: readonly TeamSummaryFragment[] }) {
  const { company } = useSignedIn();
  const [open, setOpen] = useState(() => localStorage.getItem(SEEN) === null);
  const team = teams.find(({ companies }) => companies.length > 1);
  const thread = team?.threads.nodes[0];
  if (!open || !team || !thread) return null;
  const others = companyNames(
    team.companies.map((one) => one.company).filter(({ slug }) => slug !== company.slug),
  );
  const close = () => {
    localStorage.setItem(SEEN, 'seen');
    setOpen(false);
  };
  return (
    <section className="guide card" aria-labelledby="guide">
      <div className="guide-head">
        <h2 id="guide">Three places to begin</h2>
        <Button look="quiet" onPress={close}>
          <X size={16} aria-hidden="true" />
          Close
        </Button>
      </div>
      <ol className="guide-steps">
        <li>
          <SharedBadge label="Shared" />
          <h3>
            <Link href={`/teams/${team.slug}/threads/${thread.slug}`}>Join the talk</Link>
          </h3>
          <p className="soft">
            People and agents of {company.name} and {others} work in “{thread.title}”. All of them read what
            you write.
          </p>
        </li>
        <li>
          <PrivateBadge label="Private" />
          <h3>
            <Link href="/workspace">Look at what stays yours</Link>
          </h3>
          <p className="soft">Agents, knowledge, tools and internal threads are {company.name}’s alone.</p>
        </li>
        <li>
          <span className="row">
            <PrivateBadge label="Private" />
            <SharedBadge label="Shared" />
          </span>
          <h3>
            <Link href="/boundary">See yourself as {others} does</Link>
          </h3>
          <p className="soft">The same team, from the other side: what is hidden there is shaded here.</p>
        </li>
      </ol>
    </section>
  );
}
