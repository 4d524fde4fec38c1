import { Bot, Lock, Users } from 'lucide-react';
import { useSignedIn } from '../session/session-context.ts';
import { companyNames } from './names-rules.ts';
import './badge.css';

/** A company, by its card. */
export interface CompanyCard {
  readonly slug: string;
  readonly name: string;
}

/** Marks what nobody outside of the caller's company can read. */
export function PrivateBadge({ label }: { readonly label?: string }) {
  const { company } = useSignedIn();
  return (
    <span className="badge badge-private">
      <Lock size={14} aria-hidden="true" />
      {label ?? `Private to ${company.name}`}
    </span>
  );
}

/** Marks what other companies can read, and says which. */
export function SharedBadge({
  companies,
  label,
}: {
  readonly companies?: readonly CompanyCard[];
  readonly label?: string;
}) {
  const text =
    label ?? (companies && companies.length > 0 ? `Shared by ${companyNames(companies)}` : 'Shared');
  return (
    <span className="badge badge-shared">
      <Users size={14} aria-hidden="true" />
      {text}
    </span>
  );
}

/** Marks an agent wherever its name stands: nobody takes one for a person. */
export function AgentBadge() {
  return (
    <span className="badge badge-plain">
      <Bot size={14} aria-hidden="true" />
      Agent
    </span>
  );
}

/** A company's name with its mark; the caller's own is filled. */
export function CompanyBadge({ company }: { readonly company: CompanyCard }) {
  const own = useSignedIn().company.slug === company.slug;
  return (
    <span className={own ? 'company company-own' : 'company'}>
      <span className="company-mark" aria-hidden="true">
        {company.name.slice(0, 1)}
      </span>
      {company.name}
    </span>
  );
}

/** How many, for a place that has something new. `what` completes the sentence for those who hear it. */
export function Count({ value, what }: { readonly value: number; readonly what: string }) {
  if (value === 0) return null;
  return (
    <span className="count">
      {value >= 1000 ? '999+' : value}
      <span className="visually-hidden"> {what}</span>
    </span>
  );
}
