import type { MessageRowFragment } from '../../gql/graphql.ts';
import { AgentBadge, CompanyBadge } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';

type Row = MessageRowFragment;

/** Who said it, for which company, and when. */
export function MessageHead({ row, now }: { readonly row: Row; readonly now: number }) {
  const { author, onBehalfOf, attribution } = row;
  return (
    <header className="message-head small">
      <strong className="message-author">{author.displayName}</strong>
      {author.kind === 'AGENT' && <AgentBadge />}
      <CompanyBadge company={author.company} />
      {onBehalfOf && <span className="soft">for {onBehalfOf.displayName}</span>}
      {attribution && <span className="soft">first said by {attribution.displayName}</span>}
      <span className="soft message-time">
        <Moment at={row.createdAt} now={now} />
        {row.editedAt !== null && ', edited'}
      </span>
    </header>
  );
}
