import { newIdempotencyKey, sendChange, type Outcome } from '../../data/use-change.ts';
import type { Graph } from '../../data/client.ts';
import {
  EscalateDocument,
  type EscalateMutation,
  type PrivateMessageRowFragment,
} from '../../gql/graphql.ts';

type Payload = NonNullable<EscalateMutation['escalate']>;

/** Messages that were sent to a team. The same key stands for the same messages, team and title, however often it is sent. */
export interface Sent {
  readonly key: string;
  readonly teamId: string;
  readonly title: string;
  readonly carried: readonly PrivateMessageRowFragment[];
}

/** How far carrying messages of one internal thread over is. */
export interface Escalation {
  /** What was sent and not answered yet, as far as anybody has seen; null: nothing. */
  readonly sent: Sent | null;
  readonly isSending: boolean;
  readonly outcome: Outcome<Payload> | null;
}

const NOTHING: Escalation = { sent: null, isSending: false, outcome: null };

/**
 * The escalations that are under way, by internal thread. They outlive the dialog and the page that they were begun in: while
 * nobody has seen an answer, the only thing to be sent is what was sent, under its key.
 */
export class Escalations {
  readonly #graph: Graph;
  readonly #threads = new Map<string, Escalation>();
  readonly #listeners = new Set<() => void>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  of(privateThreadId: string): Escalation {
    return this.#threads.get(privateThreadId) ?? NOTHING;
  }

  /** Sends; what was sent before and not answered goes in the place of what is given. */
  async send(privateThreadId: string, given: Omit<Sent, 'key'>): Promise<void> {
    const { sent: before, isSending } = this.of(privateThreadId);
    if (isSending) return;
    const sent = before ?? { ...given, key: newIdempotencyKey() };
    this.#put(privateThreadId, { sent, isSending: true, outcome: null });
    const { key, teamId, title, carried } = sent;
    const messageIds = carried.map(({ id }) => id);
    const input = { privateThreadId, teamId, title, messageIds, idempotencyKey: key };
    const outcome = await sendChange(this.#graph, EscalateDocument, { input });
    // Refused is an answer: nothing was done under that key. Without one it is not known.
    this.#put(privateThreadId, { sent: outcome.kind === 'refused' ? null : sent, isSending: false, outcome });
  }

  /** An answer was seen: what comes next is something else. While there is none, nothing is forgotten. */
  seen(privateThreadId: string): void {
    const { outcome } = this.of(privateThreadId);
    if (outcome === null || outcome.kind === 'failed') return;
    this.#put(privateThreadId, NOTHING);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #put(privateThreadId: string, escalation: Escalation): void {
    this.#threads.set(privateThreadId, escalation);
    for (const listener of this.#listeners) listener();
  }
}

const known = new WeakMap<Graph, Escalations>();

/** Those of whoever is signed in. */
export function escalationsOf(graph: Graph): Escalations {
  const found = known.get(graph) ?? new Escalations(graph);
  known.set(graph, found);
  return found;
}
