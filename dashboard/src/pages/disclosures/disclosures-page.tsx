import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { DisclosureTeamsDocument } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { Choice } from '../../ui/choice.tsx';
import { Page } from '../../ui/page.tsx';
import { LedgerPart } from './ledger-part.tsx';
import './disclosures.css';

const SHOWN = [
  { value: 'now', label: 'What is shared now' },
  { value: 'all', label: 'Everything that ever was' },
];
const EVERY_TEAM = { value: 'every', label: 'Every team' };

/** The ledger: what the company shares, with whom, until when, since when, by whom, how often it was read; to take back. */
export function DisclosuresPage() {
  const { company } = useSignedIn();
  const { data } = useAsk(DisclosureTeamsDocument, {});
  const [shown, setShown] = useState('now');
  const [team, setTeam] = useState(EVERY_TEAM.value);
  const [said, setSaid] = useState('');
  const teams = data?.teams?.nodes ?? [];
  const filter = {
    ...(shown === 'now' && { activeOnly: true }),
    ...(team !== EVERY_TEAM.value && { teamId: team }),
  };
  return (
    <Page
      title="Disclosures"
      lead={`What ${company.name} has brought to its teams, shows to them by reference, or has carried over. What people write in shared threads stands there.`}
    >
      <div className="stack">
        <div className="ledger-filter">
          <Choice label="Show" value={shown} choices={SHOWN} onChange={setShown} />
          <Choice
            label="Team"
            value={team}
            choices={[EVERY_TEAM, ...teams.map(({ id, name }) => ({ value: id, label: name }))]}
            onChange={setTeam}
          />
        </div>
        <p role="status" className="ledger-said">
          {said}
        </p>
      </div>
      <section className="section" aria-label={SHOWN.find(({ value }) => value === shown)?.label}>
        <LedgerPart key={`${shown} ${team}`} filter={filter} teams={teams} say={setSaid} />
      </section>
    </Page>
  );
}
