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
  VIEW_UNAVAILABLE: { message: "Your company's view of the graph cannot be served now.", status: 503 },
  SUBGRAPH_UNAVAILABLE: { message: 'The program that knows this cannot be reached now.', status: 200 },
  SUBGRAPH_TIMEOUT: { message: 'The program that knows this did not answer in time.', status: 200 },
  SUBGRAPH_INVALID_RESPONSE: { message: 'The program that knows this gave no valid answer.', status: 200 },
  SUBGRAPH_ERROR: { message: 'The program that knows this could not answer.', status: 200 },
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

/** A request that is refused as a whole. */
export class RequestRefused extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode) {
    super(ERROR_TABLE[code].message);
    this.name = 'RequestRefused';
    this.code = code;
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
