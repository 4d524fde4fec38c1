import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { WorkspaceDocument, type WorkspaceQuery } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { PrivateBadge } from '../../ui/badges.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Failure, Loading, Missing } from '../../ui/states.tsx';
import { AgentsPart } from './agents-part.tsx';
import { KnowledgePart } from './knowledge-part.tsx';
import { PeoplePart } from './people-part.tsx';
import { PrivateThreadsPart } from './private-threads-part.tsx';
import { ToolsPart } from './tools-part.tsx';
import './workspace.css';

/** What the page shows: everything that the company keeps to itself. */
export type Workspace = NonNullable<WorkspaceQuery['workspace']>;

/** The company's private space: who works here, what they know, what they may call, and what is said among them. */
export function WorkspacePage() {
  const { company } = useSignedIn();
  const { data, problem, missing, again } = useAsk(WorkspaceDocument, {});
  const isAway = missing.length > 0;
  const workspace = useLastKnown(data?.workspace ?? null, isAway);
  return (
    <Page
      title="Workspace"
      lead={`What ${company.name} keeps to itself. Its own program answers for all of this, and nobody else is given it.`}
      aside={<PrivateBadge />}
    >
      {problem && <Failure problem={problem} again={again} />}
      {!data && !problem && <Loading what="your workspace" lines={8} />}
      {data && !data.workspace && isAway && (
        <div className="state">
          <Missing whose={company.name} />
          <Button onPress={again}>Try again</Button>
        </div>
      )}
      {data && !workspace && !isAway && (
        <Empty title="There is no private space for you">
          <p>{company.name} does not know you as one of its people.</p>
        </Empty>
      )}
      {workspace && (
        <>
          <PrivateThreadsPart threads={workspace.privateThreads} />
          <KnowledgePart sources={workspace.knowledge} onAdded={again} />
          <AgentsPart agents={workspace.agents} />
          <div className="workspace-pair">
            <PeoplePart people={workspace.people} />
            <ToolsPart tools={workspace.tools} />
          </div>
        </>
      )}
    </Page>
  );
}

/** What the company's program said last, while it cannot answer: what is begun on the page does not go with it. */
function useLastKnown(now: Workspace | null, isAway: boolean): Workspace | null {
  const [last, setLast] = useState(now);
  if (now !== null && now !== last) setLast(now);
  return now ?? (isAway ? last : null);
}
