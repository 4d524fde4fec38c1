import type { Caller } from './callers.ts';
import type { Database, Sql } from './database.ts';
import type { Outbox } from './outbox.ts';
import { list, type Agent, type Person } from './things.ts';

/** The own caller by Nimbus's own records. */
export type Me =
  | { readonly role: 'ADMIN' | 'MEMBER'; readonly id: string; readonly subject: string }
  | { readonly role: 'AGENT'; readonly id: string; readonly subject: string; readonly agent: Agent };

/** What resolvers get. One per request. */
export interface Context {
  readonly company: string;
  readonly caller: Caller;
  /** Null for all but own callers whom the records know. */
  readonly me: Me | null;
  readonly db: Database;
  readonly now: () => Date;
  /** A new ULID. */
  readonly ulid: () => string;
  readonly outbox: Outbox;
  /** Lines of the ledger by which this request was given something. */
  readonly linesRead: Set<string>;
  /** How many bytes of documents this request may still be given. */
  readonly texts: { left: number };
  readonly onFault: (error: unknown) => void;
}

/** A new id of the company's. */
export function newId({ company, ulid }: Context, kind: string): string {
  return `${kind}_${company}_${ulid()}`;
}

/**
 * Who of the company it is. Whom the records do not know, and an agent that is not at work, is nobody, however good the
 * token.
 */
export async function recordOf(sql: Sql, caller: Caller): Promise<Me | null> {
  if (caller.kind !== 'own') return null;
  const { subject } = caller;
  if (caller.callerKind === 'person') {
    const person = (await list<Person>(sql, 'psn')).find((one) => one.subject === subject);
    return person ? { role: person.role, id: person.id, subject } : null;
  }
  const agent = (await list<Agent>(sql, 'agt')).find((one) => one.subject === subject);
  return agent?.status === 'ACTIVE' ? { role: 'AGENT', id: agent.id, subject, agent } : null;
}

/** Whether the caller may use the source: people all of them, an agent those attached to it. */
export function mayUse({ me }: Context, sourceId: string | null): boolean {
  return (
    me !== null && (me.role !== 'AGENT' || (sourceId !== null && me.agent.knowledgeIds.includes(sourceId)))
  );
}
