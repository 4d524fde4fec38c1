import type { GraphQLDataSource } from '@apollo/gateway';
import { parse } from 'graphql';
import type { RequestContext, RunFetch } from '../context.ts';

/** Hands the fetches of Apollo's plans for one logical subgraph to our routing. */
export function createDataSource(subgraph: string, runFetch: RunFetch): GraphQLDataSource {
  return {
    async process(options) {
      const context = options.context as RequestContext;
      const document =
        ('document' in options && options.document) ||
        parse(options.request.query ?? '', { noLocation: true });
      const variables = options.request.variables ?? {};
      const { data, errors } = await runFetch({ subgraph, document, variables }, context);
      return errors.length > 0 ? { data, errors: [...errors] } : { data };
    },
  };
}
