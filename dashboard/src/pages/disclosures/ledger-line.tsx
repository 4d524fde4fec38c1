import { Link } from 'wouter';
import { useSignedIn } from '../../session/session-context.ts';
import { CompanyBadge, PrivateBadge, SharedBadge } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import {
  KINDS,
  STATES,
  isOpen,
  nameOf,
  othersOf,
  readText,
  readersOf,
  type LedgerTeam,
  type Line,
} from './ledger-rules.ts';
import { TakeBack } from './take-back.tsx';

interface Given {
  readonly line: Line;
  readonly team: LedgerTeam | undefined;
  readonly now: number;
}

/** One line of the ledger, and the button that ends it. */
export function LedgerLine({
  onEnded,
  ...given
}: Given & {
  /** Told what has happened. */
  readonly onEnded: (text: string) => void;
}) {
  const { line, team } = given;
  const { company } = useSignedIn();
  const readers = readersOf(team, company.slug);
  return (
    <article className="card ledger-line" aria-labelledby={line.id}>
      <header className="ledger-head">
        <div>
          <h2 id={line.id}>{line.what ?? 'Something that is gone here'}</h2>
          <p className="soft small">{KINDS[line.kind]}</p>
        </div>
        {isOpen(line) ? (
          <SharedBadge label={`Shared with ${readers}`} />
        ) : (
          <PrivateBadge label={`Only ${company.name} reads it`} />
        )}
      </header>
      <dl className="terms">
        <Whom line={line} team={team} />
        <When {...given} />
        <Reads {...given} />
      </dl>
      {line.problem !== null && <p className="problem">{line.problem}</p>}
      {line.revocable && <TakeBack line={line} readers={readers} onEnded={onEnded} />}
      {line.kind === 'ESCALATION' && isOpen(line) && (
        <p className="soft small">
          These messages are the team’s now. Redact them in their thread to take their text back.
        </p>
      )}
    </article>
  );
}

function Whom({ line, team }: Pick<Given, 'line' | 'team'>) {
  const { company } = useSignedIn();
  return (
    <>
      {line.state !== 'ACTIVE' && (
        <div>
          <dt>State</dt>
          <dd>{STATES[line.state]}</dd>
        </div>
      )}
      <div>
        <dt>With whom</dt>
        <dd className="row">
          {othersOf(team, company.slug).map((each) => (
            <CompanyBadge key={each.slug} company={each} />
          ))}
          <span>
            in{' '}
            {team ? (
              <Link href={`/teams/${team.slug}`}>{team.name}</Link>
            ) : (
              `a team that ${company.name} is not in`
            )}
          </span>
        </dd>
      </div>
    </>
  );
}

function When({ line, now }: Given) {
  const { since, until, endedAt, endedBy } = line;
  return (
    <>
      <div>
        <dt>Since</dt>
        <dd>
          <Moment at={since} now={now} />
        </dd>
      </div>
      <div>
        <dt>By</dt>
        <dd>{nameOf(line.by)}</dd>
      </div>
      <div>
        <dt>Until</dt>
        <dd>{until === null ? 'Until it is taken back' : <Moment at={until} now={now} />}</dd>
      </div>
      {endedAt !== null && (
        <div>
          <dt>Ended</dt>
          <dd>
            <Moment at={endedAt} now={now} />
            {endedBy && `, by ${nameOf(endedBy)}`}
          </dd>
        </div>
      )}
    </>
  );
}

function Reads({ line, team, now }: Given) {
  const reads = line.readCounts ?? [];
  const called = (slug: string) =>
    team?.companies.find(({ company }) => company.slug === slug)?.company.name ?? slug;
  return (
    <div>
      <dt>Read</dt>
      <dd>
        {reads.length === 0 && 'By nobody yet'}
        {reads.map(({ company, count, lastAt }) => (
          <p key={company}>
            {readText(count, called(company))}
            <span className="soft">
              , last <Moment at={lastAt} now={now} />
            </span>
          </p>
        ))}
      </dd>
    </div>
  );
}
