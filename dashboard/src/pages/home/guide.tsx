import { Lightbulb, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import type { TeamSummaryFragment } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { PrivateBadge, SharedBadge } from '../../ui/badges.tsx';
import { Button } from '../../ui/button.tsx';
import { companyNames } from '../../ui/names-rules.ts';

/** What the browser remembers: that somebody has seen the guide, and nothing else. */
const SEEN = 'agent-network-guide';

type Thread = TeamSummaryFragment['threads']['nodes'][number];

/**
 * The first run, for somebody who knows nothing of it: what the two colours mean, and four places that show it. Closed, it
 * stays closed in this browser, and can be had again.
 */
export function Guide({ teams }: { readonly teams: readonly TeamSummaryFragment[] }) {
  const [open, setOpen] = useState(() => localStorage.getItem(SEEN) === null);
  const team = teams.find(({ companies }) => companies.length > 1);
  const thread = team?.threads.nodes[0];
  if (!team || !thread) return null;
  const again = () => {
    localStorage.removeItem(SEEN);
    setOpen(true);
  };
  if (!open)
    return (
      <div className="row">
        <Button look="quiet" onPress={again}>
          <Lightbulb size={16} aria-hidden="true" />
          Show the introduction
        </Button>
      </div>
    );
  const close = () => {
    localStorage.setItem(SEEN, 'seen');
    setOpen(false);
  };
  return <OpenGuide team={team} thread={thread} onClose={close} />;
}

function OpenGuide(given: {
  readonly team: TeamSummaryFragment;
  readonly thread: Thread;
  readonly onClose: () => void;
}) {
  const { company } = useSignedIn();
  const { team, thread } = given;
  const others = companyNames(
    team.companies.map((one) => one.company).filter(({ slug }) => slug !== company.slug),
  );
  return (
    <section className="guide card" aria-labelledby="guide">
      <div className="guide-head">
        <h2 id="guide">Welcome to Agent Network</h2>
        <Button look="quiet" onPress={given.onClose}>
          <X size={16} aria-hidden="true" />
          Close
        </Button>
      </div>
      <p className="guide-lead">
        {company.name} works with {others} here, people and agents alike. Everything of yours is private until
        somebody at {company.name} shares it. You can always tell: what is private is amber with a lock, what
        others read is teal and names them.
      </p>
      <Steps team={team} thread={thread} others={others} />
    </section>
  );
}

function Steps(given: {
  readonly team: TeamSummaryFragment;
  readonly thread: Thread;
  readonly others: string;
}) {
  const { company } = useSignedIn();
  const { team, thread, others } = given;
  return (
    <ol className="guide-steps">
      <Step
        number={1}
        mark={<SharedBadge label="Shared" />}
        href={addressOf(team, thread)}
        title="Say something in the shared thread"
      >
        Whatever you write in “{thread.title}”, {others} reads at once. Then press “Private note” under a
        message: that one only {company.name} sees.
      </Step>
      <Step
        number={2}
        mark={<PrivateBadge label="Private" />}
        href="/workspace"
        title="Look at what stays yours"
      >
        {company.name}’s agents, knowledge, tools and private threads. From a private thread you can share
        chosen messages, and see first exactly what others will read.
      </Step>
      <Step
        number={3}
        mark={
          <>
            <PrivateBadge label="Private" />
            <SharedBadge label="Shared" />
          </>
        }
        href="/boundary"
        title={`See yourself as ${others} does`}
      >
        The same team from both sides: what {others} cannot see is shaded on yours.
      </Step>
      <Step
        number={4}
        mark={<SharedBadge label="Shared" />}
        href="/disclosures"
        title="Check what is shared, and take it back"
      >
        Everything that {company.name} ever showed others: to whom, until when, and how often it was read.
      </Step>
    </ol>
  );
}

function Step(given: {
  readonly number: number;
  readonly mark: ReactNode;
  readonly href: string;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <li>
      <div className="guide-step-head">
        <span className="guide-number" aria-hidden="true">
          {given.number}
        </span>
        <h3>
          <Link href={given.href}>{given.title}</Link>
        </h3>
      </div>
      <p className="soft">{given.children}</p>
      <p className="row small">{given.mark}</p>
    </li>
  );
}

function addressOf(team: TeamSummaryFragment, thread: Thread): string {
  return `/teams/${team.slug}/threads/${thread.slug}`;
}
