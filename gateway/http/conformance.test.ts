import { afterAll, beforeAll, describe, it } from '@jest/globals';
import {
  buildSchema,
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  validate,
} from 'graphql';
import { serverAudits } from 'graphql-http';
import type { Answer } from '../context.ts';
import type { ErrorCode } from '../errors.ts';
import { createGraphQLHandler, type AnswerOperation } from './graphql-handler.ts';
import { startHttp, type RunningHttp } from './server.ts';

const schema = buildSchema('type Query { hello: String } type Mutation { change: String }');

/** A small engine: as the pipeline does it, errors have a code, and refused operations no data. */
const answer: AnswerOperation = async ({ query, operationName, variables, queriesOnly }): Promise<Answer> => {
  const refused = (errors: readonly GraphQLError[], code: ErrorCode): Answer => ({
    body: JSON.stringify({ errors: errors.map((error) => ({ ...error.toJSON(), extensions: { code } })) }),
    executed: false,
    codes: [code],
  });
  try {
    const document = parse(query);
    const errors = validate(schema, document);
    if (errors.length > 0) return refused(errors, 'GRAPHQL_VALIDATION_FAILED');
    if (queriesOnly && getOperationAST(document, operationName)?.operation === OperationTypeNode.MUTATION)
      return refused([], 'METHOD_NOT_ALLOWED');
    const { data, errors: found } = await execute({
      schema,
      document,
      operationName,
      variableValues: variables,
    });
    if (data === undefined) return refused(found ?? [], 'BAD_USER_INPUT');
    return { body: JSON.stringify({ data }), executed: true, codes: [] };
  } catch (error) {
    if (error instanceof GraphQLError) return refused([error], 'GRAPHQL_PARSE_FAILED');
    throw error;
  }
};

let http: RunningHttp;
beforeAll(async () => {
  http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    corsOrigins: new Set(),
    graphql: createGraphQLHandler({
      answer,
      maxBodyBytes: 1_000_000,
      admitLarge: () => Promise.resolve(null),
    }),
    pages: { read: () => Promise.resolve('') },
    jwks: {},
    isReady: () => true,
    newId: () => 'id',
    onFault: () => undefined,
  });
});
afterAll(() => http.close(0));

describe('GraphQL over HTTP, as graphql-http audits it', () => {
  const audits = serverAudits({ url: () => `${http.url}/graphql`, fetchFn: fetch });

  it.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))('%s', async (_, audit) => {
    const result = await audit.fn();
    if (result.status !== 'ok') throw new Error(`${result.status}: ${result.reason}`);
  });
});
