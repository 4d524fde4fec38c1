import { Link } from 'wouter';
import type { InvitationCardFragment } from '../../gql/graphql.ts';
import type { Outcome } from '../../data/use-change.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { AgentBadge, CompanyBadge } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import { AnswerButtons } from './answer-buttons.tsx';
import { STATES, termsOf } from './invitation-rules.ts';

/** What a change of an invitation comes to. */
export type Answer = (kind: 'accept' | 'decline' | 'revoke', id: string) => Promise<Outcome<unknown>>;

/** One invitation: from whom, to whom, every term before anything can be accepted, and what can be done. */
export function InvitationCard({
  invitation,
  now,
  answer,
}: {
  readonly invitation: InvitationCardFragment;
  readonly now: number;
  readonly answer: Answer;
}) {
  const { company } = useSignedIn();
  const { inviter, team, state, expiresAt, sentAt } = invitation;
  const toUs = invitation.company.slug === company.slug;
  const heading = toUs
    ? `${inviter.name} invites ${company.name} to a shared team`
    : `${invitation.company.name} is invited to ${team?.name ?? 'a shared team'}`;
  return (
    <article className="card invitation" aria-labelledby={invitation.id}>
      <header className="invitation-head">
        <h3 id={invitation.id}>{heading}</h3>
        <p className="row small soft">
          <span className="invitation-state">{STATES[state]}</span>
          <span>
            Sent <Moment at={sentAt} now={now} />
          </span>
          {state === 'SENT' && (
            <span>
              Ends <Moment at={expiresAt} now={now} />
            </span>
          )}
        </p>
      </header>
      <Terms invitation={invitation} />
      {state === 'ACTIVE' && team && (
        <p>
          <Link href={`/teams/${team.slug}`}>Open {team.name}</Link>
        </p>
      )}
      <AnswerButtons invitation={invitation} answer={answer} />
    </article>
  );
}

function Terms({ invitation }: { readonly invitation: InvitationCardFragment }) {
  const { companies, participantsPreview } = invitation.terms;
  return (
    <dl className="terms">
      {termsOf(invitation).map(({ name, text }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      <div>
        <dt>Companies</dt>
        <dd>
          <ul className="row">
            {companies.map((each) => (
              <li key={each.slug}>
                <CompanyBadge company={each} />
              </li>
            ))}
          </ul>
        </dd>
      </div>
      {participantsPreview.length > 0 && (
        <div>
          <dt>Who will be there</dt>
          <dd>
            <ul className="stack invitation-people">
              {participantsPreview.map(({ displayName, kind, title }) => (
                <li key={`${displayName} ${title ?? ''}`} className="row">
                  <span>{displayName}</span>
                  {kind === 'AGENT' && <AgentBadge />}
                  {title !== null && <span className="soft">{title}</span>}
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
    </dl>
  );
}
