import type { Share } from '#prisma/company/client/client.ts';
import type { Clock } from '#schema/wire/signatures.ts';
import { allows, readablePrivateThreads, usableKnowledge } from '../access/reach-rules.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database } from '../database.ts';
import { isPublishedTo } from './publication-rules.ts';
import {
  readSharedAgents,
  readSharedDocuments,
  readSharedThreads,
  type SharedContent,
} from './share-content-store.ts';

/** A line of the ledger: one private thing shown to one team. */
export type ShareRow = Share;

/** Reads shares. */
export interface ShareStore {
  /** Those of the shares that open something to the principal: all of them to the own company, in any order. */
  byIds(principal: Principal, ids: readonly string[]): Promise<ShareRow[]>;
  /** What those of the shares show to the principal now. What was deleted is not among it. */
  contents(principal: Principal, ids: readonly string[]): Promise<SharedContent[]>;
}

/** Reads shares in the company's database. */
export function createShareStore(db: Database, clock: Clock): ShareStore {
  const byIds: ShareStore['byIds'] = async (principal, ids) => {
    if (principal.kind === 'nobody') return [];
    const id = { in: [...ids] };
    if (principal.kind === 'own') return db.share.findMany({ where: { id } });
    const rows = await db.share.findMany({ where: { id, teamId: { in: [...principal.teams] } } });
    return rows.filter((row) => isPublishedTo(principal, row, new Date(clock())));
  };
  return {
    byIds,
    async contents(principal, ids) {
      const shares = await byIds(principal, ids);
      const of = (kind: ShareRow['targetKind']) => shares.filter(({ targetKind }) => targetKind === kind);
      const [agents, documents, threads] = await Promise.all([
        readSharedAgents(db, of('AGENT')),
        readSharedDocuments(db, of('DOCUMENT')),
        readSharedThreads(db, of('PRIVATE_THREAD')),
      ]);
      return [
        ...agents,
        ...documents.filter(({ sourceId }) => mayFollow(principal, usableKnowledge(principal), sourceId)),
        ...threads.filter(({ threadId }) =>
          mayFollow(principal, readablePrivateThreads(principal), threadId),
        ),
      ];
    },
  };
}

// A share opens nothing to the own company's agents that their permissions do not; to others it is the permission.
function mayFollow(principal: Principal, allowed: Parameters<typeof allows>[0], id: string): boolean {
  return principal.kind === 'foreign' || allows(allowed, id);
}
