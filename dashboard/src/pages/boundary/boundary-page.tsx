import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { BoundaryTeamsDocument, type BoundaryTeamsQuery } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { Choice } from '../../ui/choice.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { BothSides } from './both-sides.tsx';
import './boundary.css';

/** A team of the page. */
export type BoundaryTeam = NonNullable<BoundaryTeamsQuery['teams']>['nodes'][number];

/** View as: a shared team as the company sees it, beside what another company of the team sees. */
export function BoundaryPage() {
  const { company } = useSignedIn();
  const { data, problem, again } = useAsk(BoundaryTeamsDocument, {});
  const teams = (data?.teams?.nodes ?? []).filter(({ companies }) => companies.length > 1);
  return (
    <Page
      title="Boundary"
      lead={`What another company sees of ${company.name}, beside what you see. Found by the same code that answers its reads.`}
    >
      {problem && <Failure problem={problem} again={again} />}
      {!data && !problem && <Loading what="your teams" lines={3} />}
      {data && teams.length === 0 && (
        <Empty title="Nobody is on the other side">
          <p>{company.name} shares no team with another company, so none sees anything of it.</p>
        </Empty>
      )}
      {teams.length > 0 && <Chosen teams={teams} />}
    </Page>
  );
}

function Chosen({ teams }: { readonly teams: readonly BoundaryTeam[] }) {
  const { company } = useSignedIn();
  const [teamId, setTeam] = useState('');
  const [slug, setSlug] = useState('');
  const team = teams.find(({ id }) => id === teamId) ?? teams[0];
  const others = (team?.companies ?? []).filter((each) => each.company.slug !== company.slug);
  const other = others.find((each) => each.company.slug === slug) ?? others[0];
  if (!team || !other) return null;
  return (
    <>
      <div className="boundary-choices">
        <Choice
          label="Team"
          value={team.id}
          choices={teams.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={setTeam}
        />
        <Choice
          label="As seen by"
          value={other.company.slug}
          choices={others.map((each) => ({ value: each.company.slug, label: each.company.name }))}
          onChange={setSlug}
        />
      </div>
      <BothSides key={`${team.id} ${other.company.slug}`} team={team} other={other} />
    </>
  );
}
