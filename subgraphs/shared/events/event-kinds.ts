/**
 * Every kind of change that a team's log tells of, with what its payload says. To add a kind: add it here, and with a
 * description to the SDL's `TeamEventKind`; the compiler compares the two lists.
 *
 * A payload is what any company in the team at that moment may know, for ever: it is hashed, and never changed. So it
 * holds ids and what people decided, but no message's text (its salted hash alone), no name of a person, and no slug
 * under which one company knows the team.
 */
export interface EventPayloads {
  /** A change made before there was a log: the row that took the sequence. */
  IMPORTED: {
    readonly of: 'TEAM' | 'PARTICIPANT' | 'THREAD' | 'MESSAGE';
    readonly id: string;
    readonly bodyHash?: string;
  };
  TEAM_CREATED: {
    readonly name: string;
    readonly purpose: string | null;
    readonly companies: readonly string[];
  };
  COMPANY_JOINED: { readonly company: string };
  COMPANY_LEFT: { readonly company: string };
  PARTICIPANT_ADDED: {
    readonly participantId: string;
    readonly participantKind: 'PERSON' | 'AGENT';
    readonly isSteward: boolean;
  };
  THREAD_CREATED: { readonly threadId: string; readonly slug: string; readonly title: string };
  /** `bodyHash`: see `sealBody` (messages/body-seal.ts). */
  MESSAGE_POSTED: { readonly messageId: string; readonly threadId: string; readonly bodyHash: string };
}

/** A kind of change. */
export type EventKind = keyof EventPayloads;

/** A kind with its payload: a closed union. */
export type EventContent = {
  readonly [Kind in EventKind]: { readonly kind: Kind; readonly payload: EventPayloads[Kind] };
}[EventKind];
