import { ApolloServer, HeaderMap, type BaseContext } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
} from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/resolverMap.js';
import { GraphQLError, parse, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { isCallerFault, publicError } from './errors.ts';
import { createStreams, EVENT_STREAM, type StreamOptions } from './graphql-streams.ts';
import { jsonReply, type HttpReply, type HttpRequest, type Route } from './http-server.ts';

/** What a subgraph serves, and who may ask. */
export interface GraphQLRouteOptions<Context extends BaseContext> {
  readonly typeDefs: string;
  readonly resolvers: GraphQLResolverMap<Context>;
  /** The context of one request; null refuses it with 401 before its document is read. */
  readonly contextFor: (request: HttpRequest) => Promise<Context | null>;
  /** Called once the answer is complete, whatever it was. */
  readonly finish?: (context: Context) => Promise<void>;
  readonly onFault: (error: unknown) => void;
  /** Left out: subscriptions are not served. */
  readonly streams?: StreamOptions<Context>;
}

/** A served schema. */
export interface GraphQLRoute {
  readonly route: Route;
  /** What is served, with its resolvers. */
  readonly schema: GraphQLSchema;
  /** Ends every stream, each with the word that its reader may go on elsewhere. To be called before the server closes. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** Serves a subgraph's schema at `POST /graphql`. Without a valid passport nothing of it is seen, its SDL included. */
export async function createGraphQLRoute<Context extends BaseContext>(
  options: GraphQLRouteOptions<Context>,
): Promise<GraphQLRoute> {
  const schema = buildSubgraphSchema([
    { typeDefs: parse(options.typeDefs), resolvers: options.resolvers as GraphQLResolverMap<unknown> },
  ]);
  const server = new ApolloServer<Context>({
    schema,
    formatError: (formatted, error) => formatError(formatted, error, options.onFault),
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    introspection: false,
    // A trace in the answer would tell a gateway which resolvers ran, for how long, and what they threw.
    plugins: [ApolloServerPluginInlineTraceDisabled(), ApolloServerPluginCacheControlDisabled()],
    stopOnTerminationSignals: false,
    logger: { debug() {}, info() {}, warn: options.onFault, error: options.onFault },
  });
  await server.start();
  const streams = options.streams && createStreams(schema, options.streams, options);
  return {
    schema,
    route: {
      method: 'POST',
      path: '/graphql',
      handle: (request) => {
        const wantsEvents = request.header('accept') === EVENT_STREAM;
        return streams && wantsEvents ? streams.answer(request) : answer(server, options, request);
      },
    },
    drain: () => streams?.drain() ?? Promise.resolve(),
    stop: () => server.stop(),
  };
}

function formatError(formatted: GraphQLFormattedError, error: unknown, onFault: (error: unknown) => void) {
  if (!isCallerFault(formatted)) onFault(error);
  return publicError(formatted);
}

async function answer<Context extends BaseContext>(
  server: ApolloServer<Context>,
  options: GraphQLRouteOptions<Context>,
  request: HttpRequest,
): Promise<HttpReply> {
  const body = parseBody(request.body);
  if (body === undefined) return jsonReply(400, refusal('BAD_REQUEST', 'The body is not JSON.'));
  const context = await options.contextFor(request);
  if (context === null) return jsonReply(401, refusal('UNAUTHENTICATED', 'A valid passport is required.'));
  try {
    const headers = new HeaderMap(request.headers);
    const reply = await server.executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: request.method, headers, search: request.url.search, body },
      context: () => Promise.resolve(context),
    });
    if (reply.body.kind !== 'complete') throw new GraphQLError('Incremental delivery is not served.');
    return {
      status: reply.status ?? 200,
      headers: Object.fromEntries(reply.headers),
      body: reply.body.string,
    };
  } finally {
    await options.finish?.(context);
  }
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function refusal(code: string, message: string) {
  return { errors: [{ message, extensions: { code } }] };
}
