import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import type { CallerClaims } from '#schema/wire/credentials.ts';
import type { RegisteredCompany } from '#schema/wire/registry.ts';
import type { Span } from '#telemetry/span.ts';
import type { ErrorCode } from './errors.ts';
import type { CallerRates } from './limits/caller-rates.ts';

/** Who is asking, verified. `token` goes to the caller's own company and nowhere else. */
export interface Caller extends CallerClaims {
  readonly company: string;
  readonly token: string;
  /** The hashes of the only documents that its credential is for; left out: any. */
  readonly documents?: readonly string[] | undefined;
}

/** The registry at one moment, indexed. Immutable: a request keeps the one it began with. */
export interface RegistrySnapshot {
  readonly version: string;
  readonly sharedSdl: string;
  readonly schemas: Readonly<Record<string, string>>;
  readonly companies: ReadonlyMap<string, RegisteredCompany>;
  /** By `iss`; an issuer that two companies claim is in neither's name. */
  readonly byIssuer: ReadonlyMap<string, RegisteredCompany>;
}

/** What a request carries from stage to stage. */
export interface RequestContext {
  readonly requestId: string;
  /** The W3C `traceparent` that the shared layer and the caller's own company are told. */
  readonly traceparent: string;
  /** Where the request is recorded for whoever runs the gateway. */
  readonly span?: Span | undefined;
  readonly caller: Caller;
  readonly registry: RegistrySnapshot;
  /** What the caller may still ask for; left out: nothing is counted. */
  readonly rates?: CallerRates;
  /** Where nobody is a tenant: the caller's headers that subgraphs are told. Between tenants there are none. */
  readonly forwarded?: Readonly<Record<string, string>>;
  /** Told what the caller is not: subgraph failures and internal errors, for the log. */
  readonly onFault: (fault: { readonly subgraph?: string; readonly detail: string }) => void;
}

/** A GraphQL request as it came. */
export interface Operation {
  /** Empty where only the hash of a registered document came. */
  readonly query: string;
  /** sha256 (hex) of the document, where it is named by it. */
  readonly documentHash?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | undefined;
  /** Came by GET, which must change nothing. */
  readonly queriesOnly: boolean;
}

/** An answer, ready to be written. */
export interface Answer {
  /** The GraphQL answer as JSON text. */
  readonly body: string | Uint8Array;
  /** Whether it has `data`, null included; without it the request was refused before execution. */
  readonly executed: boolean;
  /** The codes of its errors, each once: for the status and the log. */
  readonly codes: readonly ErrorCode[];
}

/** A stream of answers on its way to a caller. */
export interface LiveStream extends AsyncIterable<Answer> {
  /** Aborted once it was ended early: what waits for the reader is given up, but for the last word. */
  readonly cut: AbortSignal;
  /** Ends it with a code of the table: the last answer says it. Nothing that waits is given any more. */
  readonly end: (code: ErrorCode) => void;
  /** Ends it without a word: its reader has gone. */
  readonly abandon: () => void;
}

/** One tenant's view, made ready for execution: immutable, used for validation, planning and execution alike. */
export interface Snapshot {
  /** Hash of the inputs: companies with the same SDL share one snapshot. */
  readonly key: string;
  execute(operation: Operation, context: RequestContext): Promise<Answer>;
  /**
   * Follows a subscription: one answer for each event, until the signal ends it. Left out by engines that serve none.
   *
   * @returns an answer alone where it is refused before there is a stream; null for what is no subscription
   * @throws SubgraphFailure while it is read, when its program is gone; StreamEnded when the program ends it
   */
  subscribe?(
    operation: Operation,
    context: RequestContext,
    signal: AbortSignal,
  ): Promise<Answer | AsyncGenerator<Answer, void> | null>;
  /** Whether an operation is valid here: asked when a stream outlives the view that it was opened in. */
  accepts?(operation: Operation): boolean;
  /**
   * What an operation uses of this view's schema, sorted, see `coordinatesIn`; null for what is not valid here. The same
   * array each time it is asked of the same document. Left out by engines that do not tell.
   */
  usesOf?(operation: Operation): readonly string[] | null;
}

/** An engine makes snapshots of supergraphs. The reference engine is Apollo's; others stand beside it. */
export interface Engine {
  /** `owner`: the company that is first to ask for the view; left out where nobody is a tenant. */
  prepare(view: {
    readonly key: string;
    readonly supergraphSdl: string;
    readonly owner?: string;
  }): Promise<Snapshot>;
}

/** Which program an operation goes to. */
export type Target =
  | { readonly kind: 'shared' }
  | { readonly kind: 'own' }
  | { readonly kind: 'foreign'; readonly company: string }
  /** Where nobody is a tenant: the subgraph of that name. */
  | { readonly kind: 'named'; readonly subgraph: string };

/** An operation on its way to a program. */
export interface SubgraphCall {
  /** JSON text: `{"query":…,"variables":…}`. */
  readonly body: string | Uint8Array;
  /** Whether it only reads, so that it may be sent again where nothing came back. */
  readonly repeatable: boolean;
}

/**
 * Sends one operation to a program on the caller's behalf and gives the answer's JSON text, unread; null when the
 * caller has nothing to ask there, as with a company that it shares no team with.
 *
 * @throws SubgraphFailure when the program cannot be reached, is slow, or answers with a status that has no answer
 */
export type Send = (
  target: Target,
  call: SubgraphCall,
  context: RequestContext,
) => Promise<Uint8Array | null>;

/**
 * Opens a program's stream on the caller's behalf and gives the JSON text of each answer in it.
 *
 * @throws SubgraphFailure at once when there is none, while it is read when it breaks off
 */
export type OpenStream = (
  target: Target,
  body: string | Uint8Array,
  context: RequestContext,
  signal: AbortSignal,
) => Promise<AsyncIterable<Uint8Array>>;

/** One fetch of a query plan. `document` is the same object each time its plan runs, so that work on it is done once. */
export interface SubgraphFetch {
  readonly subgraph: string;
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a fetch gave. The errors are made here, none is passed through from a subgraph as it stands. */
export interface SubgraphAnswer {
  readonly data: Record<string, unknown> | null;
  readonly errors: readonly GraphQLFormattedError[];
}

/** Runs one fetch of a plan for a caller. Never rejects: failures are errors of the answer, at their places. */
export type RunFetch = (fetch: SubgraphFetch, context: RequestContext) => Promise<SubgraphAnswer>;
