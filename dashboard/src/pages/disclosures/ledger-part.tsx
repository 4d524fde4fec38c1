import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { DisclosuresDocument, type DisclosureFilter } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { LedgerLine } from './ledger-line.tsx';
import type { LedgerTeam } from './ledger-rules.ts';

/** A page of the ledger from a cursor on, and, when asked for, those that follow it. */
export function LedgerPart({
  filter,
  after = null,
  teams,
  say,
}: {
  readonly filter: DisclosureFilter;
  readonly after?: string | null;
  readonly teams: readonly LedgerTeam[];
  /** Told what was done, for the page to say. */
  readonly say: (text: string) => void;
}) {
  const [now] = useState(() => Date.now());
  const [more, setMore] = useState(false);
  const { data, problem, again } = useAsk(DisclosuresDocument, { filter, after });
  const ledger = data?.workspace?.disclosures;
  if (problem) return <Failure problem={problem} again={again} />;
  if (!data) return <Loading what="the ledger" lines={6} />;
  if (!ledger) return <NotRead again={again} />;
  const { nodes, pageInfo } = ledger;
  if (nodes.length === 0 && after === null) return <Nothing />;
  return (
    <>
      <ul className="stack">
        {nodes.map((line) => (
          <li key={line.id}>
            <LedgerLine
              line={line}
              team={teams.find(({ id }) => id === line.teamId)}
              now={now}
              onEnded={(text) => {
                say(text);
                again();
              }}
            />
          </li>
        ))}
      </ul>
      {pageInfo.hasNextPage && !more && (
        <div className="row">
          <Button onPress={() => setMore(true)}>Show earlier ones</Button>
        </div>
      )}
      {pageInfo.hasNextPage && more && (
        <LedgerPart filter={filter} after={pageInfo.endCursor ?? null} teams={teams} say={say} />
      )}
    </>
  );
}

function Nothing() {
  return (
    <Empty title="Nothing is shared">
      <p>What you bring to a team, show to it or carry into it will stand here.</p>
    </Empty>
  );
}

function NotRead({ again }: { readonly again: () => void }) {
  return (
    <Empty title="The ledger cannot be read just now">
      <p>Your company’s own program keeps it. Nothing more is shared because it does not answer.</p>
      <Button onPress={again}>Try again</Button>
    </Empty>
  );
}
