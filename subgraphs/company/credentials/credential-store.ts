import { Prisma, type AgentCredential } from '#prisma/company/client/client.ts';
import type { Principal } from '../access/principal-rules.ts';
import type { Database, Transaction } from '../database.ts';

/** A credential without what is kept of its secret. */
export type CredentialRow = Omit<AgentCredential, 'secretHash'>;

/** Never asked for where rows go on to the graph. */
const SHOWN = { secretHash: true } as const;

/** Reads credentials. */
export interface CredentialStore {
  /** Those of the agents, the latest first, for the company's own people; none for others. */
  ofAgents(principal: Principal, agentIds: readonly string[]): Promise<CredentialRow[]>;
}

/** Reads credentials from the company's database. */
export function createCredentialStore(db: Database): CredentialStore {
  return {
    async ofAgents(principal, agentIds) {
      if (principal.kind !== 'own' || principal.callerKind !== 'person') return [];
      const where = { agentId: { in: [...agentIds] } };
      return db.agentCredential.findMany({ where, omit: SHOWN, orderBy: { id: 'desc' } });
    },
  };
}

/** The agent for whom a credential is to be issued, locked until the transaction ends; null when there is none. */
export async function lockAgentForIssue(
  transaction: Transaction,
  id: string,
  now: Date,
): Promise<{ readonly status: string; readonly goodCredentials: number } | null> {
  await transaction.$queryRaw`SELECT id FROM agents WHERE id = ${id} FOR UPDATE`;
  const agent = await transaction.agent.findUnique({ where: { id }, select: { status: true } });
  const where = { agentId: id, revokedAt: null, expiresAt: { gt: now } };
  return (
    agent && { status: agent.status, goodCredentials: await transaction.agentCredential.count({ where }) }
  );
}

/** Adds a credential. */
export function insertCredential(
  transaction: Transaction,
  {
    documents,
    ...credential
  }: Omit<AgentCredential, 'revokedAt' | 'lastUsedAt' | 'documents'> & {
    readonly documents: readonly string[] | null;
  },
): Promise<CredentialRow> {
  const data = { ...credential, documents: documents ? [...documents] : Prisma.DbNull };
  return transaction.agentCredential.create({ data, omit: SHOWN });
}

/** Revokes a credential, unless it is revoked already; null when there is none. */
export async function revokeCredential(
  transaction: Transaction,
  id: string,
  at: Date,
): Promise<CredentialRow | null> {
  await transaction.agentCredential.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } });
  return transaction.agentCredential.findUnique({ where: { id }, omit: SHOWN });
}

/** A credential with what decides over a token, and whose it is. */
export function findForCheck(db: Database, id: string) {
  const agent = { select: { subject: true, name: true, status: true, permissions: true } };
  return db.agentCredential.findUnique({ where: { id }, include: { agent } });
}

const PRECISION_MS = 60_000;

/** Notes that the credential got a token; not again within the same minute. */
export async function noteUse(db: Database, id: string, now: Date): Promise<void> {
  const before = new Date(now.getTime() - PRECISION_MS);
  const where = { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] };
  await db.agentCredential.updateMany({ where, data: { lastUsedAt: now } });
}
