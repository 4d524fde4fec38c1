import type { Publication } from '#prisma/company/client/client.ts';
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
}

/** Reads the ledger in the company's database. */
export function createPublicationStore(db: Database, clock: Clock): PublicationStore {
  return {
    async ofParticipants(principal, participantIds) {
      if (principal.kind === 'nobody') return [];
      const participantId = { in: [...participantIds] };
      if (principal.kind === 'own') return db.publication.findMany({ where: { participantId } });
      const teamId = { in: [...principal.teams] };
      const rows = await db.publication.findMany({ where: { participantId, teamId } });
      return rows.filter((row) => isPublishedTo(principal, row, new Date(clock())));
    },
  };
}
