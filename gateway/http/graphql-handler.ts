import { createHandler, type Handler, type Response } from 'graphql-http';
import { GraphQLError } from 'graphql';
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
        const accept = request.headers as { readonly accept?: string };
        return toResponse(await answer(operation, request.context), accept.accept);
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

/** An answer as it leaves: refused operations have status 400 where the media type has statuses for them. */
function toResponse(answer: Answer, accept: string | undefined): Response {
  if (answer.codes.includes('METHOD_NOT_ALLOWED')) return refusalResponse('METHOD_NOT_ALLOWED');
  const modern = /application\/graphql-response\+json/.test(accept ?? '');
  const mediaType = modern ? 'application/graphql-response+json' : 'application/json';
  const status = answer.executed || mediaType === 'application/json' ? 200 : 400;
  const headers = { 'content-type': `${mediaType}; charset=utf-8` };
  return [Buffer.from(answer.body).toString('utf8'), { status, statusText: '', headers }];
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
