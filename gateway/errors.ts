import type { GraphQLFormattedError } from 'graphql';

/**
 * The closed table of codes that leave the gateway, each with the only sentence that goes with it and the
 * HTTP status where the whole request fails. Whatever else is known stays in the log under the request id.
 */
export const ERROR_TABLE = {
  BAD_REQUEST: { message: 'The request is not well-formed.', status: 400 },
  UNAUTHENTICATED: { message: 'A valid caller token is required.', status: 401 },
  GRAPHQL_PARSE_FAILED: { message: 'The document is not valid GraphQL.', status: 400 },
  GRAPHQL_VALIDATION_FAILED: { message: 'The document does not fit the schema.', status: 400 },
  OPERATION_RESOLUTION_FAILURE: { message: 'The document does not say which operation to run.', status: 400 },
  SUBSCRIPTION_NOT_SERVED: { message: 'Subscriptions are not served here.', status: 400 },
  METHOD_NOT_ALLOWED: { message: 'Mutations are sent by POST.', status: 405 },
  BAD_USER_INPUT: { message: 'The input is not valid.', status: 400 },
  LIMIT_DOCUMENT_BYTES: { message: "The document is longer than your company's limit.", status: 400 },
  LIMIT_TOKENS: { message: "The document has more tokens than your company's limit.", status: 400 },
  LIMIT_NESTING: { message: "The document is nested deeper than your company's limit.", status: 400 },
  LIMIT_DEPTH: { message: "The operation's fields are deeper than your company's limit.", status: 400 },
  LIMIT_ALIASES: { message: "The operation has more aliases than your company's limit.", status: 400 },
  LIMIT_ROOT_FIELDS: {
    message: "The operation has more root fields than your company's limit.",
    status: 400,
  },
  LIMIT_DIRECTIVES: { message: "The operation has more directives than your company's limit.", status: 400 },
  LIMIT_COST: { message: "The operation costs more than your company's limit.", status: 400 },
  INTROSPECTION_NOT_SERVED: { message: 'Introspection is not served to your company.', status: 400 },
  // The sentence is Apollo's: clients that know it send the whole document next.
  PERSISTED_QUERY_NOT_FOUND: { message: 'PersistedQueryNotFound', status: 200 },
  PERSISTED_QUERY_HASH_MISMATCH: { message: 'The document is not the one of its hash.', status: 400 },
  TRUSTED_DOCUMENTS_ONLY: {
    message: 'Only documents that your company has registered are run.',
    status: 400,
  },
  DOCUMENT_NOT_ALLOWED: { message: "The caller's credential is not for this document.", status: 400 },
  DOCUMENTS_UNAVAILABLE: { message: "Your company's documents cannot be read now.", status: 503 },
  VIEW_UNAVAILABLE: { message: "Your company's view of the graph cannot be served now.", status: 503 },
  PLAN_UNAVAILABLE: { message: 'The operation could not be planned in time. Try again later.', status: 503 },
  ISSUER_UNAVAILABLE: { message: "Your company's issuer cannot be reached now.", status: 503 },
  SUBGRAPH_UNAVAILABLE: { message: 'The program that knows this cannot be reached now.', status: 200 },
  SUBGRAPH_TIMEOUT: { message: 'The program that knows this did not answer in time.', status: 200 },
  SUBGRAPH_INVALID_RESPONSE: { message: 'The program that knows this gave no valid answer.', status: 200 },
  SUBGRAPH_ERROR: { message: 'The program that knows this could not answer.', status: 200 },
  RATE_LIMITED: { message: 'Too much was asked in a short time. Try again later.', status: 429 },
  TOO_MANY_STREAMS: { message: 'Too many streams are open already. Try again later.', status: 429 },
  TOKEN_EXPIRED: { message: 'The stream has ended: the caller token has expired.', status: 200 },
  ACCESS_ENDED: { message: 'The stream has ended: there is nothing more to be read here.', status: 200 },
  VIEW_CHANGED: { message: 'The stream has ended: its document no longer fits the schema.', status: 200 },
  SLOW_CONSUMER: {
    message: 'The stream has ended: it was read too slowly. Go on from the last cursor.',
    status: 200,
  },
  SERVER_DRAINING: {
    message: 'The stream has ended: the program stops. Go on from the last cursor.',
    status: 200,
  },
  FIELD_NOT_SERVED: { message: 'This gateway does not serve the field.', status: 200 },
  INTERNAL_SERVER_ERROR: { message: 'Something went wrong on our side.', status: 500 },
} as const;

/** A code of the closed table. */
export type ErrorCode = keyof typeof ERROR_TABLE;

/** Codes whose own message helps the caller and says nothing but what the caller sent or may introspect. */
const SPOKEN: ReadonlySet<string> = new Set<ErrorCode>([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
]);

/** Whether a text is a code of the table. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_TABLE, code);
}

/** An error of the table, for the answer. */
export function tableError(code: ErrorCode, path?: readonly (string | number)[]): GraphQLFormattedError {
  return { message: ERROR_TABLE[code].message, ...(path ? { path } : {}), extensions: { code } };
}

/** Turns any error of an engine into one of the table: the code, its sentence, the path and the locations. */
export function publicError(error: GraphQLFormattedError): GraphQLFormattedError {
  const found = error.extensions?.['code'];
  const code = isErrorCode(found) ? found : 'INTERNAL_SERVER_ERROR';
  return {
    message: SPOKEN.has(code) ? error.message : ERROR_TABLE[code].message,
    ...(error.locations ? { locations: error.locations } : {}),
    ...(error.path ? { path: error.path } : {}),
    extensions: { code },
  };
}

/** What a refusal says beside its code: which limit was reached, and when to come back. */
export interface RefusalDetails {
  readonly limit?: string;
  readonly retryAfterSeconds?: number;
}

/** A request that is refused as a whole. */
export class RequestRefused extends Error {
  readonly code: ErrorCode;
  readonly details: RefusalDetails;

  constructor(code: ErrorCode, details: RefusalDetails = {}) {
    super(ERROR_TABLE[code].message);
    this.name = 'RequestRefused';
    this.code = code;
    this.details = details;
  }

  /** As it is told in the answer. */
  toError(): GraphQLFormattedError {
    const error = tableError(this.code);
    return { ...error, extensions: { ...error.extensions, ...this.details } };
  }
}

/** Codes that a program may end its stream with. */
const STREAM_ENDS = [
  'ACCESS_ENDED',
  'TOKEN_EXPIRED',
  'SLOW_CONSUMER',
  'SERVER_DRAINING',
  'SUBSCRIPTION_NOT_SERVED',
] as const;

/** A stream that its program ended, with the reason. */
export class StreamEnded extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(ERROR_TABLE[code].message);
    this.name = 'StreamEnded';
    this.code = code;
  }
}

/** The reason for which a program ends its stream; null for every other code. */
export function streamEndOf(code: unknown): ErrorCode | null {
  return STREAM_ENDS.find((known) => known === code) ?? null;
}

/** A view that was not built for want of what builds views: nothing is said of its inputs, and another try may do. */
export class ViewUnbuilt extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'ViewUnbuilt';
  }
}

/** How a call to a subgraph can fail. `detail` is for the log. */
export class SubgraphFailure extends Error {
  readonly code: 'SUBGRAPH_UNAVAILABLE' | 'SUBGRAPH_TIMEOUT' | 'SUBGRAPH_INVALID_RESPONSE';

  constructor(code: SubgraphFailure['code'], detail: string) {
    super(detail);
    this.name = 'SubgraphFailure';
    this.code = code;
  }
}

/** A call that ended before its program had begun to answer: a query may be asked once more, a mutation never. */
export class NotReached extends SubgraphFailure {
  constructor(detail: string) {
    super('SUBGRAPH_UNAVAILABLE', detail);
  }
}

/** A program refuses whom it was asked for: it may have heard sooner than this gateway that they no longer take part. */
export class CallerRefused extends SubgraphFailure {
  constructor(detail: string) {
    super('SUBGRAPH_UNAVAILABLE', detail);
  }
}
