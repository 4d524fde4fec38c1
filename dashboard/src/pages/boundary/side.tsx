import type { ReactNode } from 'react';
import { useSignedIn } from '../../session/session-context.ts';
import { CompanyBadge, type CompanyCard } from '../../ui/badges.tsx';

/** One thing as both sides see it: ours, and beside it the other company's. */
export function Sides({
  title,
  titleId,
  kind,
  other,
  ours,
  theirs,
}: {
  readonly title: string;
  readonly titleId: string;
  readonly kind: ReactNode;
  readonly other: CompanyCard;
  readonly ours: ReactNode;
  readonly theirs: ReactNode;
}) {
  const { company } = useSignedIn();
  return (
    <article className="card boundary-thing" aria-labelledby={titleId}>
      <header className="boundary-head row">
        <h3 id={titleId}>{title}</h3>
        {kind}
      </header>
      <div className="boundary-sides">
        <Side company={company}>{ours}</Side>
        <Side company={other}>{theirs}</Side>
      </div>
    </article>
  );
}

function Side({ company, children }: { readonly company: CompanyCard; readonly children: ReactNode }) {
  return (
    <div className="boundary-side" role="group" aria-label={`${company.name} sees`}>
      <p className="row small">
        <CompanyBadge company={company} /> <span className="soft">sees</span>
      </p>
      {children}
    </div>
  );
}
