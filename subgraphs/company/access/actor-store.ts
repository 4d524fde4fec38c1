import type { Database } from '../database.ts';
import type { Actor } from './action-rules.ts';
import type { Principal } from './principal-rules.ts';

/** Reads who of the company asks; null for everybody else, and for an agent that is no longer in use. */
export async function readActor(db: Database, principal: Principal): Promise<Actor | null> {
  if (principal.kind !== 'own') return null;
  const { subject, callerKind } = principal;
  if (callerKind === 'person') {
    const person = await db.person.findUnique({ where: { subject } });
    return person && { kind: 'person', id: person.id, subject, role: person.role };
  }
  const agent = await db.agent.findUnique({ where: { subject } });
  return agent?.status === 'ACTIVE' ? { kind: 'agent', id: agent.id, subject } : null;
}
