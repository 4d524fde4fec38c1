import { composeServices, type CompositionSuccess } from '@apollo/composition';
import { parse, printSchema } from 'graphql';
import { SUBGRAPH } from './subgraph-names.ts';
import { nodeSdl } from './node-sdl.ts';

/** The SDL does not compose. `reasons` name coordinates of the two SDLs given and nothing else. */
export class CompositionError extends Error {
  readonly code = 'COMPOSITION_FAILED';
  readonly reasons: readonly string[];

  constructor(reasons: readonly string[]) {
    super(`The schema does not compose: ${reasons.join('; ')}`);
    this.name = 'CompositionError';
    this.reasons = reasons;
  }
}

/**
 * Composes one tenant's view: the shared layer, that company's own SDL, and what the gateway itself answers of the two.
 * The URLs in it are placeholders: the gateway routes by owner, not by the supergraph.
 *
 * @returns the supergraph SDL, the same text for the same inputs
 * @throws CompositionError when it does not parse or compose
 */
export function composeView(sharedSdl: string, companySdl: string): string {
  return composeWithHints(sharedSdl, companySdl).supergraphSdl;
}

/** The same, with what composition has to say of a schema that composes. */
export function composeWithHints(sharedSdl: string, companySdl: string): CompositionSuccess {
  const result = composeServices([
    { name: SUBGRAPH.shared, typeDefs: parseSdl(sharedSdl), url: 'agent-network://shared' },
    { name: SUBGRAPH.company, typeDefs: parseSdl(companySdl), url: 'agent-network://company' },
    {
      name: SUBGRAPH.gateway,
      typeDefs: parseSdl(nodeSdl(sharedSdl, companySdl)),
      url: 'agent-network://gateway',
    },
  ]);
  if (result.errors) throw new CompositionError(result.errors.map((error) => error.message));
  return result;
}

/**
 * The schema that callers of a view see, as SDL: without what federation adds for itself.
 *
 * @throws CompositionError
 */
export function composeApi(sharedSdl: string, companySdl: string): string {
  return printSchema(composeWithHints(sharedSdl, companySdl).schema.toAPISchema().toGraphQLJSSchema());
}

function parseSdl(sdl: string) {
  try {
    return parse(sdl, { noLocation: true });
  } catch (error) {
    throw new CompositionError([error instanceof Error ? error.message : 'unreadable SDL']);
  }
}
