import type { ForeignPrincipal } from '../access/principal-rules.ts';
import type { DisclosureState } from './disclosure-rules.ts';

/** One line of the ledger, a publication or a share, as far as a decision needs it. */
export interface Opening {
  readonly teamId: string;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly state: DisclosureState;
}

/** A publication, as far as a decision needs it. */
export interface Publication extends Opening {
  readonly publishedAt: Date;
}

/**
 * Whether a line of the ledger opens anything at that time: not before the shared layer has agreed, not from
 * `expiresAt` on, and never once it is revoked.
 */
export function isLive(opening: Opening, now: Date): boolean {
  if (opening.revokedAt !== null || opening.state !== 'ACTIVE') return false;
  return opening.expiresAt === null || opening.expiresAt > now;
}

/** Whether it lets a caller of another company see what was published or shared. The own company needs none. */
export function isPublishedTo(principal: ForeignPrincipal, opening: Opening, now: Date): boolean {
  return principal.teams.has(opening.teamId) && isLive(opening, now);
}

/** The latest of the publications, which is the one that a card stands for; null for none. */
export function latestOf<P extends Publication>(publications: readonly P[]): P | null {
  return publications.reduce<P | null>(
    (latest, each) => (latest === null || each.publishedAt > latest.publishedAt ? each : latest),
    null,
  );
}
