import type { Access, AgentPermissions } from '../agents/permission-rules.ts';
import type { Principal } from './principal-rules.ts';

/** What is attached to an agent: ids. */
export interface Attachments {
  readonly knowledge: readonly string[];
  readonly tools: readonly string[];
}

/** How far an agent reaches as a caller in its own company. */
export interface AgentReach {
  readonly agentId: string;
  /** The sources that it may use. */
  readonly knowledge: readonly string[];
  /** The tools that it may know of. */
  readonly tools: readonly string[];
  /** The internal threads that it may read and post in; null: all. */
  readonly privateThreads: Access | null;
}

/** Which rows a principal may see: all, or those of the ids. */
export type Allowed = 'all' | readonly string[];

/** An agent's reach. Permissions only narrow: a source has to be attached, and allowed where sources are named. */
export function agentReach(
  agentId: string,
  permissions: AgentPermissions,
  attached: Attachments,
): AgentReach {
  const { knowledgeIds: named, privateThreads } = permissions;
  const knowledge =
    named === null ? attached.knowledge : attached.knowledge.filter((id) => named.includes(id));
  return { agentId, knowledge, tools: attached.tools, privateThreads };
}

/** The knowledge sources, and with them the documents, that the principal may use. */
export function usableKnowledge(principal: Principal): Allowed {
  return allowed(principal, ({ knowledge }) => knowledge);
}

/** The tools that the principal may know of. */
export function knownTools(principal: Principal): Allowed {
  return allowed(principal, ({ tools }) => tools);
}

/** The internal threads that the principal may read. */
export function readablePrivateThreads(principal: Principal): Allowed {
  return allowed(principal, ({ privateThreads }) => privateThreads?.read ?? 'all');
}

/** The internal threads that the principal may post in; it has to be able to read them too. */
export function postablePrivateThreads(principal: Principal): Allowed {
  return allowed(principal, ({ privateThreads }) => privateThreads?.post ?? 'all');
}

/** Whether the id is among those that are allowed. */
export function allows(rows: Allowed, id: string): boolean {
  return rows === 'all' || rows.includes(id);
}

/** Those of the ids that are allowed. */
export function onlyAllowed(rows: Allowed, ids: readonly string[]): string[] {
  return ids.filter((id) => allows(rows, id));
}

/** The condition on an id column, as Prisma takes it; an empty one, which holds for every row, for all. */
export function idsWhere(rows: Allowed): { in?: string[] } {
  return rows === 'all' ? {} : { in: [...rows] };
}

// People of the company reach everything; an agent only as far as its reach is known.
function allowed(principal: Principal, ofAgent: (reach: AgentReach) => Allowed): Allowed {
  if (principal.kind !== 'own') return [];
  if (principal.callerKind === 'person') return 'all';
  return principal.reach === undefined ? [] : ofAgent(principal.reach);
}
