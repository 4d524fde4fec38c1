import type { ForeignPrincipal } from '../access/principal-rules.ts';

/** One line of the ledger, as far as a decision needs it. */
export interface Publication {
  readonly teamId: string;
  readonly publishedAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Whether a publication holds at that time. Its last moment is the one before `expiresAt`; a revoked one never holds. */
export function isLive(publication: Publication, now: Date): boolean {
  if (publication.revokedAt !== null) return false;
  return publication.expiresAt === null || publication.expiresAt > now;
}

/** Whether the publication lets a caller of another company see what was published. The own company needs none. */
export function isPublishedTo(principal: ForeignPrincipal, publication: Publication, now: Date): boolean {
  return principal.teams.has(publication.teamId) && isLive(publication, now);
}

/** The latest of the publications, which is the one that a card stands for; null for none. */
export function latestOf<P extends Publication>(publications: readonly P[]): P | null {
  return publications.reduce<P | null>(
    (latest, each) => (latest === null || each.publishedAt > latest.publishedAt ? each : latest),
    null,
  );
}
