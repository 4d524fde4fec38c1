import type { CompanyCard } from '../../ui/badges.tsx';

interface Read {
  readonly visibility: 'OPEN' | 'RESTRICTED';
  readonly participants: readonly { readonly company: CompanyCard }[];
}

/** The companies that read a thread: those of its team, or of its roster where only that reads it; by name. */
export function readersOf(
  thread: Read,
  team: { readonly companies: readonly { readonly company: CompanyCard }[] },
): CompanyCard[] {
  const among = thread.visibility === 'OPEN' ? team.companies : thread.participants;
  const bySlug = new Map(among.map(({ company }) => [company.slug, company]));
  return [...bySlug.values()].sort((one, other) => one.name.localeCompare(other.name));
}
