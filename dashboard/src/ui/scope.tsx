import { Lock, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useSignedIn } from '../session/session-context.ts';
import { companyNames } from './names-rules.ts';
import type { CompanyCard } from './badges.tsx';
import './scope.css';

/** A panel of what only the caller's own company can read. It says so in colour, icon and text. */
export function PrivateScope({ label, children }: { readonly label?: string; readonly children: ReactNode }) {
  const { company } = useSignedIn();
  return (
    <section className="scope scope-private">
      <p className="scope-head">
        <Lock size={15} aria-hidden="true" />
        {label ?? `Private to ${company.name}. No other company sees this.`}
      </p>
      <div className="scope-body">{children}</div>
    </section>
  );
}

/** A panel of what other companies can read, with their names. */
export function SharedScope({
  companies,
  label,
  children,
}: {
  readonly companies: readonly CompanyCard[];
  readonly label?: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="scope scope-shared">
      <p className="scope-head">
        <Users size={15} aria-hidden="true" />
        {label ?? `Shared: ${companyNames(companies)} can read this.`}
      </p>
      <div className="scope-body">{children}</div>
    </section>
  );
}
