import { sha256 } from '#schema/wire/hash.ts';
import { canonicalJson, type JsonValue } from './canonical-json.ts';
import type { EventContent, EventKind } from './event-kinds.ts';

/** Where a team's log ends: the sequence and the hash of its latest event. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/** A change that has no place in its team's log yet. */
export type EventDraft = EventContent & {
  /** `evt_<ulid>`. */
  readonly id: string;
  /** The participant who makes the change; null when the shared layer itself does, or a company in its own name. */
  readonly actor: string | null;
  /** The company in whose name; null when the shared layer itself does. */
  readonly company: string | null;
  readonly at: Date;
};

/** An event as its table holds it and as companies read it. */
export interface EventRow {
  readonly teamId: string;
  readonly sequence: number;
  readonly id: string;
  readonly kind: EventKind;
  readonly actorId: string | null;
  readonly companySlug: string | null;
  readonly at: Date;
  /** Canonical JSON. */
  readonly payload: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** The head of a log that has no event yet. */
export const EMPTY_CHAIN: ChainHead = { sequence: 0, hash: '0'.repeat(64) };

/**
 * What is hashed of an event: the canonical JSON of exactly these fields, the instant as RFC 3339 in UTC with
 * milliseconds. Anyone who holds an event computes it with nothing of ours.
 *
 * @throws SyntaxError when the payload is no JSON
 */
export function canonicalEvent(event: Omit<EventRow, 'hash' | 'previousHash'>): string {
  return canonicalJson({
    team: event.teamId,
    sequence: event.sequence,
    id: event.id,
    kind: event.kind,
    actor: event.actorId,
    company: event.companySlug,
    at: event.at.toISOString(),
    payload: JSON.parse(event.payload) as JsonValue,
  });
}

/** `sha256(previousHash + canonicalEvent)`, in lower-case hex; the first event's `previousHash` is 64 zeros. */
export function eventHash(previousHash: string, event: Omit<EventRow, 'hash' | 'previousHash'>): string {
  return sha256(previousHash + canonicalEvent(event));
}

/** Gives changes their places after the head, in their order. */
export function chainEvents(teamId: string, head: ChainHead, drafts: readonly EventDraft[]): EventRow[] {
  let { sequence, hash } = head;
  return drafts.map(({ id, kind, payload, actor, company, at }) => {
    const previousHash = hash;
    sequence += 1;
    const said = canonicalJson(payload);
    const event = { teamId, sequence, id, kind, actorId: actor, companySlug: company, at, payload: said };
    hash = eventHash(previousHash, event);
    return { ...event, previousHash, hash };
  });
}
