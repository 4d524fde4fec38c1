import { Bot, FileText, MessagesSquare, type LucideIcon } from 'lucide-react';
import type { MessageShareFragment } from '../../gql/graphql.ts';
import { SharedBadge } from '../../ui/badges.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Missing } from '../../ui/states.tsx';
import { useClock } from '../../ui/use-clock.ts';
import { ShareContent } from './share-content.tsx';
import { showingOf, type Showing } from './share-rules.ts';
import './share.css';

type Share = MessageShareFragment;

/** One thing that a company shows by reference: what is in it, or why nothing of it is to be seen. */
export function ShareCard({
  share,
  isUnreachable,
  now,
}: {
  readonly share: Share;
  readonly isUnreachable: boolean;
  readonly now: number;
}) {
  const clock = useClock(share.expiresAt);
  const showing = showingOf(share, isUnreachable, clock);
  const { label, icon: Icon } = KINDS[share.targetKind];
  return (
    <div className={showing.kind === 'shown' ? 'share' : 'share share-over'} role="group" aria-label={label}>
      <div className="share-head small">
        <Icon size={16} aria-hidden="true" />
        <span>{label}</span>
        {showing.kind === 'shown' && <SharedBadge label={`Shown by ${share.company.name}`} />}
        {showing.kind === 'shown' && share.expiresAt !== null && (
          <span className="soft">
            until <Moment at={share.expiresAt} now={now} />
          </span>
        )}
      </div>
      {share.note !== null && <p className="share-note">{share.note}</p>}
      {showing.kind === 'shown' ? (
        <ShareContent content={showing.content} now={now} />
      ) : (
        <Over kind={showing.kind} company={share.company.name} />
      )}
    </div>
  );
}

function Over({
  kind,
  company,
}: {
  readonly kind: Exclude<Showing['kind'], 'shown'>;
  readonly company: string;
}) {
  if (kind === 'unreachable') return <Missing whose={company} />;
  return <p className="soft">{OVER[kind](company)}</p>;
}

const OVER: Readonly<Record<'revoked' | 'expired' | 'nothing', (company: string) => string>> = {
  revoked: (company) => `${company} has taken this back.`,
  expired: () => 'This was shown for a time that is over.',
  nothing: (company) => `${company} shows nothing of this any more.`,
};

const KINDS: Readonly<Record<Share['targetKind'], { readonly label: string; readonly icon: LucideIcon }>> = {
  DOCUMENT: { label: 'Document', icon: FileText },
  PRIVATE_THREAD: { label: 'Part of an internal thread', icon: MessagesSquare },
  AGENT: { label: 'Agent’s card', icon: Bot },
};
