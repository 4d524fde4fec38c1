import { permissionsOf } from '../agents/permission-rules.ts';
import type { Transaction } from '../database.ts';
import type { Actor } from './action-rules.ts';
import type { OwnPrincipal, Principal } from './principal-rules.ts';
import { agentReach } from './reach-rules.ts';

/** Who asks, and as whom of the company's records: `actor` is null for all others and for whom they do not know. */
export interface Standing {
  readonly principal: Principal;
  readonly actor: Actor | null;
}

const NOBODY: Standing = { principal: { kind: 'nobody' }, actor: null };

/**
 * What the company's own records say of a caller whom its issuer vouches for. A person who was removed, and an agent
 * that is paused, archived or unknown, is nobody, however good the token, and so is one whose token was got with a
 * credential that is revoked; a person without a record yet reads and writes nothing.
 *
 * @param db the database, or a transaction of it
 */
export async function readStanding(db: Transaction, principal: Principal): Promise<Standing> {
  if (principal.kind !== 'own') return { principal, actor: null };
  return principal.callerKind === 'agent' ? agentStanding(db, principal) : personStanding(db, principal);
}

async function personStanding(db: Transaction, principal: OwnPrincipal): Promise<Standing> {
  const { subject } = principal;
  const person = await db.person.findUnique({
    where: { subject },
    select: { id: true, role: true, status: true },
  });
  if (person === null) return { principal, actor: null };
  if (person.status !== 'ACTIVE') return NOBODY;
  return { principal, actor: { kind: 'person', id: person.id, subject, role: person.role } };
}

async function agentStanding(db: Transaction, principal: OwnPrincipal): Promise<Standing> {
  const { subject, credentialId } = principal;
  const agent = await db.agent.findUnique({
    where: { subject },
    select: { id: true, status: true, permissions: true, knowledge: true, tools: true },
  });
  if (agent?.status !== 'ACTIVE') return NOBODY;
  if (credentialId !== undefined) {
    const where = { id: credentialId, agentId: agent.id, revokedAt: null };
    if ((await db.agentCredential.count({ where })) === 0) return NOBODY;
  }
  const reach = agentReach(agent.id, permissionsOf(agent.permissions), {
    knowledge: agent.knowledge.map(({ sourceId }) => sourceId),
    tools: agent.tools.map(({ toolId }) => toolId),
  });
  return { principal: { ...principal, reach }, actor: { kind: 'agent', id: agent.id, subject } };
}
