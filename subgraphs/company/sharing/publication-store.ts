import type { Prisma, Publication } from '#prisma/company/client/client.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';
import { isPublishedTo } from './publication-rules.ts';

/** A line of the ledger: what was published, as which participant, to which team, until when. */
export type PublicationRow = Publication;

/** Reads the ledger of what the company published. */
export interface PublicationStore {
  /**
   * The publications under those participants that open the door to the principal: all of them, ended ones too, to the
   * own company; to another those to an attested team that still hold.
   */
  ofParticipants(principal: Principal, participantIds: readonly string[]): Promise<PublicationRow[]>;
  /** The same of those agents and people. */
  ofColleagues(principal: Principal, ids: readonly string[]): Promise<PublicationRow[]>;
}

/** Reads the ledger in the company's database. */
export function createPublicationStore(db: Database, clock: Clock): PublicationStore {
  return {
    ofParticipants: (principal, participantIds) =>
      openedTo(db, principal, { participantId: { in: [...participantIds] } }, new Date(clock())),
    ofColleagues: (principal, ids) => {
      const id = { in: [...ids] };
      return openedTo(db, principal, { OR: [{ agentId: id }, { personId: id }] }, new Date(clock()));
    },
  };
}

async function openedTo(
  db: Database,
  principal: Principal,
  where: Prisma.PublicationWhereInput,
  now: Date,
): Promise<PublicationRow[]> {
  if (principal.kind === 'nobody') return [];
  if (principal.kind === 'own') return db.publication.findMany({ where });
  const teamId = { in: [...principal.teams] };
  const rows = await db.publication.findMany({ where: { ...where, teamId } });
  return rows.filter((row) => isPublishedTo(principal, row, now));
}
