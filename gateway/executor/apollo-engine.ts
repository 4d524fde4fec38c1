import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer, type ApolloServerOptions, type ApolloServerPlugin } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, OperationTypeNode, type GraphQLFormattedError } from 'graphql';
import type { Answer, Engine, Operation, RequestContext, RunFetch, Snapshot } from '../context.ts';
import { ERROR_TABLE, publicError, tableError, type ErrorCode } from '../errors.ts';
import { refuse, writeAnswer } from './answer.ts';
import { createDataSource } from './apollo-data-source.ts';

/** What Apollo carries through a request for us. */
type Carried = RequestContext & { readonly queriesOnly: boolean };

/**
 * The reference engine: Apollo Server validates, Apollo Gateway plans and executes, and every fetch goes through
 * `runFetch`. Errors are made ones of the table, but where nobody is a tenant. One server and one gateway per view; they hold no connections and end with the last reference to them.
 */
export function createApolloEngine(
  runFetch: RunFetch,
  errors: 'of the table' | 'as they are' = 'of the table',
): Engine {
  return {
    async prepare({ key, supergraphSdl }) {
      const server = new ApolloServer<Carried>(serverOptions(supergraphSdl, runFetch));
      await server.start();
      return {
        key,
        execute: (operation, context) => execute(server, operation, context, errors === 'as they are'),
      } satisfies Snapshot;
    },
  };
}

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function serverOptions(supergraphSdl: string, runFetch: RunFetch): ApolloServerOptions<Carried> {
  const gateway = new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => createDataSource(name, runFetch),
    // Fetches then carry their document, the same object each time their plan runs: see `SubgraphFetch`.
    queryPlannerConfig: { exposeDocumentNodeInFetchNode: true },
    logger: silent,
  });
  return {
    // @apollo/gateway 2.14 is typed against an older gateway interface than @apollo/server 5; at run time they fit.
    gateway: gateway as unknown as NonNullable<ApolloServerOptions<Carried>['gateway']>,
    plugins: [kindGuard, ApolloServerPluginCacheControlDisabled()],
    // Apollo's automatic persisted queries let any caller write into a cache that all callers read.
    persistedQueries: false,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    nodeEnv: 'production',
    logger: silent,
  };
}

const kindGuard: ApolloServerPlugin<Carried> = {
  requestDidStart: () =>
    Promise.resolve({
      didResolveOperation: ({ operation, contextValue }) => {
        // Apollo Gateway would throw an error of its own, of no code that Apollo Server knows.
        if (!operation) throw refusal('OPERATION_RESOLUTION_FAILURE');
        if (operation.operation === OperationTypeNode.SUBSCRIPTION) throw refusal('SUBSCRIPTION_NOT_SERVED');
        if (contextValue.queriesOnly && operation.operation !== OperationTypeNode.QUERY)
          throw refusal('METHOD_NOT_ALLOWED');
        return Promise.resolve();
      },
    }),
};

function refusal(code: ErrorCode): GraphQLError {
  return new GraphQLError(ERROR_TABLE[code].message, { extensions: { code } });
}

async function execute(
  server: ApolloServer<Carried>,
  operation: Operation,
  context: RequestContext,
  asTheyAre: boolean,
): Promise<Answer> {
  const { body } = await server.executeOperation(
    {
      query: operation.query,
      variables: { ...operation.variables },
      ...(operation.operationName === undefined ? {} : { operationName: operation.operationName }),
    },
    { contextValue: { ...context, queriesOnly: operation.queriesOnly } },
  );
  if (body.kind !== 'single') return refuse([tableError('INTERNAL_SERVER_ERROR')]);
  const { data, errors = [], extensions } = body.singleResult;
  const shown = asTheyAre ? errors : errors.map((error) => known(error, context));
  const all = [...shown, ...incomplete(extensions)];
  return writeAnswer(data, all);
}

function known(error: GraphQLFormattedError, context: RequestContext): GraphQLFormattedError {
  const shown = publicError(error);
  if (shown.extensions?.['code'] === 'INTERNAL_SERVER_ERROR') context.onFault({ detail: error.message });
  return shown;
}

/** Values that a subgraph left out or null where the schema has non-null: Apollo notes them beside the answer only. */
function incomplete(extensions: Record<string, unknown> | undefined): GraphQLFormattedError[] {
  const noted = extensions?.['valueCompletion'];
  if (!Array.isArray(noted)) return [];
  return (noted as GraphQLFormattedError[]).map((error) =>
    tableError('SUBGRAPH_INVALID_RESPONSE', error.path),
  );
}
