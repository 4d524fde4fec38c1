import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { BoundaryDocument, type BoundaryQuery } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';
import { counted, listed } from '../../ui/names-rules.ts';
import { PrivateScope } from '../../ui/scope.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import type { BoundaryTeam } from './boundary-page.tsx';
import { thingsOf } from './boundary-rules.ts';
import { ThingRow } from './thing-row.tsx';
import { ThreadRows } from './thread-rows.tsx';

/** Both sides of one team: the company's things in it, its threads, and what is not in it at all. */
export function BothSides({
  team,
  other,
}: {
  readonly team: BoundaryTeam;
  readonly other: BoundaryTeam['companies'][number];
}) {
  const { company } = useSignedIn();
  const { data, problem, again } = useAsk(BoundaryDocument, {
    slug: team.slug,
    teamId: team.id,
    company: other.company.slug,
  });
  const [now] = useState(() => Date.now());
  if (problem) return <Failure problem={problem} again={again} />;
  if (!data) return <Loading what="both sides" lines={10} />;
  const view = data.workspace?.viewAs;
  if (!data.team || !view?.entities) return <NotSaid again={again} />;
  const things = thingsOf(data.team, view, company.slug);
  const name = other.company.name;
  return (
    <>
      <section className="section" aria-labelledby="boundary-things">
        <h2 id="boundary-things">
          {company.name} in {team.name}
        </h2>
        {things.length === 0 && <p className="soft">Nobody and nothing of {company.name} is in this team.</p>}
        {things.map((thing) => (
          <ThingRow key={thing.id} thing={thing} other={other.company} />
        ))}
      </section>
      <section className="section" aria-labelledby="boundary-threads">
        <h2 id="boundary-threads">Threads</h2>
        <p className="soft">
          {name} reads what is said in the team from its joining on (<Moment at={other.joinedAt} now={now} />
          ). Notes beside it are never carried over.
        </p>
        <ThreadRows threads={data.team.threads.nodes} other={other.company} />
      </section>
      <Rest data={data} name={name} />
    </>
  );
}

/** What is nowhere in the team. */
function Rest({ data, name }: { readonly data: BoundaryQuery; readonly name: string }) {
  const { company } = useSignedIn();
  const { agents, people, knowledge, tools } = data.workspace ?? {};
  const texts = [
    counted(agents?.length ?? 0, 'agent'),
    counted(people?.length ?? 0, 'person', 'people'),
    counted(knowledge?.length ?? 0, 'source of knowledge', 'sources of knowledge'),
    counted(tools?.length ?? 0, 'tool'),
  ];
  return (
    <PrivateScope label={`Private to ${company.name}. ${name} does not see this.`}>
      <div className="stack">
        <h2>Everything else</h2>
        <p>
          The workspace of {company.name} has {listed(texts)}, and its internal threads. Of these {name} sees
          what stands on its side above, and not that there is anything more.
        </p>
      </div>
    </PrivateScope>
  );
}

function NotSaid({ again }: { readonly again: () => void }) {
  return (
    <Empty title="This cannot be said just now">
      <p>Your company’s own program knows what others see of it, and does not answer.</p>
      <Button onPress={again}>Try again</Button>
    </Empty>
  );
}
