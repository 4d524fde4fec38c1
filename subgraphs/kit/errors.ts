import { GraphQLError, type GraphQLFormattedError } from 'graphql';

/** The closed table of codes that a subgraph's top-level errors leave with. */
const TABLE: Record<string, string> = {
  BAD_USER_INPUT: 'The input is not valid.',
  GRAPHQL_PARSE_FAILED: 'The document is not valid GraphQL.',
  GRAPHQL_VALIDATION_FAILED: 'The document does not fit the schema.',
  OPERATION_RESOLUTION_FAILURE: 'The document does not say which operation to run.',
  INTERNAL_SERVER_ERROR: 'Something went wrong on our side.',
};

/** An error that a caller's arguments caused. The message reaches the caller: it names arguments, never data. */
export function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', public: true } });
}

/** Whether the error is one that a caller caused; all others belong in the log as faults. */
export function isCallerFault(error: GraphQLFormattedError): boolean {
  const code = error.extensions?.['code'];
  return typeof code === 'string' && code in TABLE && code !== 'INTERNAL_SERVER_ERROR';
}

/** What leaves the program of an error: a code from the table, its sentence, and the path. Never a stack, SQL or a name. */
export function publicError(error: GraphQLFormattedError): GraphQLFormattedError {
  const found = error.extensions?.['code'];
  const code = typeof found === 'string' && found in TABLE ? found : 'INTERNAL_SERVER_ERROR';
  const said = error.extensions?.['public'] === true ? error.message : TABLE[code];
  return {
    message: said ?? 'Something went wrong on our side.',
    ...(error.path ? { path: error.path } : {}),
    extensions: { code },
  };
}
