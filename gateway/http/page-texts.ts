import { ApolloServer, HeaderMap } from '@apollo/server';
import { ApolloServerPluginLandingPageLocalDefault } from '@apollo/server/plugin/landingPage/default';
import { renderGraphiQL } from '@graphql-yoga/render-graphiql';

/**
 * Apollo Sandbox, embedded, as Apollo Server serves it: the page loads Sandbox from Apollo's own servers.
 * A server of a schema without meaning gives it, so that nobody's view stands behind a page that anybody may load.
 */
export async function renderSandbox(): Promise<string> {
  const server = new ApolloServer({
    typeDefs: 'type Query { nothing: Boolean }',
    plugins: [ApolloServerPluginLandingPageLocalDefault({ embed: true, footer: false })],
    stopOnTerminationSignals: false,
  });
  await server.start();
  const { body } = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: 'GET',
      headers: new HeaderMap([['accept', 'text/html']]),
      search: '',
      body: undefined,
    },
    context: () => Promise.resolve({}),
  });
  await server.stop();
  if (body.kind !== 'complete') throw new Error('Apollo Server gave no landing page.');
  return body.string;
}

const FIRST_QUERY = `# Paste a token under "Headers": npx agent-network token acme project-lead
query Teams {
  me { displayName company { name } }
  teams(first: 10) { nodes { slug name companies { company { name } } } }
}
`;

/** GraphiQL in one page that loads nothing from anywhere: the policy below would stop it. */
export function renderOfflineGraphiQL(): string {
  return renderGraphiQL({
    title: 'Agent Network',
    endpoint: '/graphql',
    defaultQuery: FIRST_QUERY,
    headers: JSON.stringify({ authorization: 'Bearer ' }, null, 2),
    shouldPersistHeaders: false,
  });
}
