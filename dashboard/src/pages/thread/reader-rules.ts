import type { CompanyCard } from '../../ui/badges.tsx';

/** The team of a thread, with all its companies. */
export interface TeamOfThread {
  readonly id: string;
  readonly companies: readonly { readonly company: CompanyCard }[];
}

interface Read {
  readonly visibility: 'OPEN' | 'RESTRICTED';
  readonly participants: readonly { readonly company: CompanyCard }[];
}

/** The companies that read a thread: those of its team, or of its roster where only that reads it; by name. */
export function readersOf(thread: Read, team: Pick<TeamOfThread, 'companies'>): CompanyCard[] {
  const among = thread.visibility === 'OPEN' ? team.companies : thread.participants;
  const bySlug = new Map(among.map(({ company }) => [company.slug, company]));
  return [...bySlug.values()].sort((one, other) => one.name.localeCompare(other.name));
}
