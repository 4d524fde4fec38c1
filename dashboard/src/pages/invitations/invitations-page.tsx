import { useCallback, useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { useChange } from '../../data/use-change.ts';
import { useLive } from '../../data/use-live.ts';
import {
  AcceptInvitationDocument,
  DeclineInvitationDocument,
  InboxDocument,
  InvitationsDocument,
  RevokeInvitationDocument,
  type InvitationCardFragment,
} from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { Page } from '../../ui/page.tsx';
import { Empty, Failure, Live, Loading } from '../../ui/states.tsx';
import { InvitationCard, type Answer } from './invitation-card.tsx';
import { sorted } from './invitation-rules.ts';
import { InviteForm } from './invite-form.tsx';
import './invitations.css';

/** Invitations to the company and from its teams, with every term before anything is accepted. */
export function InvitationsPage() {
  const { company } = useSignedIn();
  const { data, problem, again } = useAsk(InvitationsDocument, {});
  const status = useLive(
    InboxDocument,
    {},
    { onEvent: again, onGap: again, cursorOf: ({ inbox }) => inbox.cursor },
  );
  const answer = useAnswer(again);
  const { waiting, underWay, past } = sorted(data?.invitations ?? [], company.slug);
  const teams = data?.teams?.nodes ?? [];
  return (
    <Page
      title="Invitations"
      lead={`A team begins when one company invites another. What ${company.name} agrees to stands here before anybody accepts.`}
      aside={<Live status={status} />}
    >
      {problem && <Failure problem={problem} again={again} />}
      {!data && !problem && <Loading what="your invitations" lines={5} />}
      {teams.length > 0 && (
        <div className="row">
          <InviteForm teams={teams} onSent={again} />
        </div>
      )}
      {data && waiting.length + underWay.length + past.length === 0 && (
        <Empty title="No invitations">
          <p>Invitations to {company.name}, and those of its teams to others, will stand here.</p>
        </Empty>
      )}
      <Part title={`Waiting for ${company.name}`} cards={waiting} answer={answer} />
      <Part title="Under way" cards={underWay} answer={answer} />
      <Part title="Past" cards={past} answer={answer} />
    </Page>
  );
}

function Part({
  title,
  cards,
  answer,
}: {
  readonly title: string;
  readonly cards: readonly InvitationCardFragment[];
  readonly answer: Answer;
}) {
  const [now] = useState(() => Date.now());
  if (cards.length === 0) return null;
  return (
    <section className="section" aria-label={title}>
      <h2>{title}</h2>
      <ul className="stack">
        {cards.map((invitation) => (
          <li key={invitation.id}>
            <InvitationCard invitation={invitation} now={now} answer={answer} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function useAnswer(again: () => void): Answer {
  const accept = useChange(AcceptInvitationDocument);
  const decline = useChange(DeclineInvitationDocument);
  const revoke = useChange(RevokeInvitationDocument);
  return useCallback(
    async (kind, invitationId) => {
      const change = { accept, decline, revoke }[kind];
      const outcome = await change({ input: { invitationId } });
      again();
      return outcome;
    },
    [accept, decline, revoke, again],
  );
}
