import { createHandler, type Handler, type Response } from 'graphql-http';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import type { Answer, Operation } from '../context.ts';
import { ERROR_TABLE, RequestRefused, tableError, type ErrorCode } from '../errors.ts';

/** What a handler knows of the HTTP request beside the operation. */
export interface HttpContext {
  readonly requestId: string;
  readonly authorization: string | undefined;
}

/**
 * Answers an operation.
 *
 * @throws RequestRefused when the request is refused as a whole
 */
export type AnswerOperation = (operation: Operation, http: HttpContext) => Promise<Answer>;

/** GraphQL over HTTP, both media types: `graphql-http` reads requests and writes answers, `answer` does the rest. */
export function createGraphQLHandler(answer: AnswerOperation): Handler<undefined, HttpContext> {
  return createHandler<undefined, HttpContext>({
    formatError: withCode,
    onSubscribe: async (request, params) => {
      const operation = {
        query: params.query,
        operationName: params.operationName ?? undefined,
        variables: params.variables ?? undefined,
        queriesOnly: request.method === 'GET',
      };
      try {
        return toResult(await answer(operation, request.context));
      } catch (error) {
        if (error instanceof RequestRefused) return refusalResponse(error.code);
        throw error;
      }
    },
  });
}

/** Errors of `graphql-http` itself say what is wrong with the request, and have no code. */
function withCode(error: Readonly<GraphQLError | Error>): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError(error.message, { extensions: { code: 'BAD_REQUEST' satisfies ErrorCode } });
}

function toResult(answer: Answer): ExecutionResult | readonly GraphQLError[] | Response {
  const errors = answer.errors?.map(toError);
  if (answer.data !== undefined) return { data: answer.data, ...(errors ? { errors } : {}) };
  if (answer.errors?.some((error) => error.extensions?.['code'] === 'METHOD_NOT_ALLOWED')) {
    return refusalResponse('METHOD_NOT_ALLOWED');
  }
  return errors ?? [];
}

function toError({ message, path, locations, extensions }: GraphQLFormattedError): GraphQLError {
  const error = new GraphQLError(message, { path, extensions });
  if (locations) Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
  return error;
}

/** An answer without data for a request that is refused before its document counts. */
export function refusalResponse(code: ErrorCode): Response {
  const { status } = ERROR_TABLE[code];
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    ...(code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {}),
    ...(code === 'METHOD_NOT_ALLOWED' ? { allow: 'POST' } : {}),
  };
  return [JSON.stringify({ errors: [tableError(code)] }), { status, statusText: '', headers }];
}
