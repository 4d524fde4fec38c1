import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { isStorable } from './text-rules.ts';

/** The closed table of codes that a subgraph's top-level errors leave with. */
const TABLE = {
  BAD_REQUEST: 'The request is not well-formed.',
  BAD_USER_INPUT: 'The input is not valid.',
  GRAPHQL_PARSE_FAILED: 'The document is not valid GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document does not say which operation to run.',
  ACCESS_ENDED: 'The stream has ended: there is nothing more to be read here.',
  TOKEN_EXPIRED: 'The stream has ended: the caller token has expired.',
  SUBSCRIPTION_NOT_SERVED: 'Subscriptions are not served here.',
  SLOW_CONSUMER: 'The stream has ended: it was read too slowly. Go on from the last cursor.',
  SERVER_DRAINING: 'The stream has ended: the program stops. Go on from the last cursor.',
  INTERNAL_SERVER_ERROR: 'Something went wrong on our side.',
} as const;

function codeOf({ extensions }: GraphQLFormattedError): keyof typeof TABLE {
  const code = extensions?.['code'];
  // Not `in`: a code such as "constructor" is no entry of the table.
  const known = typeof code === 'string' && Object.hasOwn(TABLE, code);
  return known ? (code as keyof typeof TABLE) : 'INTERNAL_SERVER_ERROR';
}

/** An error that a caller's arguments caused. The message reaches the caller: it names arguments, never data. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', public: true } });
}

/** Why a text reaches no database: PostgreSQL has no NUL, and half of a character would be stored as another. */
export function faultOfText(text: string): GraphQLError | null {
  return isStorable(text) ? null : badInput('A text has a NUL or half of a character in it.');
}

/** Why a stream ends before its reader wants it to. */
export type StreamEnd =
  'ACCESS_ENDED' | 'TOKEN_EXPIRED' | 'SLOW_CONSUMER' | 'SERVER_DRAINING' | 'SUBSCRIPTION_NOT_SERVED';

/** The last word of a stream. */
export function streamEnd(code: StreamEnd): GraphQLError {
  return new GraphQLError(TABLE[code], { extensions: { code } });
}

/** Whether the error is one that a caller caused; all others belong in the log as faults. */
export function isCallerFault(error: GraphQLFormattedError): boolean {
  return codeOf(error) !== 'INTERNAL_SERVER_ERROR';
}

/** What leaves the program of an error: a code from the table, its sentence, and the path. Never a stack, SQL or a name. */
export function publicError(error: GraphQLFormattedError): GraphQLFormattedError {
  const code = codeOf(error);
  return {
    message: error.extensions?.['public'] === true ? error.message : TABLE[code],
    ...(error.path ? { path: error.path } : {}),
    extensions: { code },
  };
}
