import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { SUBGRAPH } from '#schema/compose.ts';

/** Something that composes, and that a reader of the schema may still stumble over. */
export interface CompositionHint {
  /** Apollo's name of the hint. */
  readonly code: string;
  readonly message: string;
}

/** The hints of composing a view that is known to compose; none when it does not. */
export function compositionHints(sharedSdl: string, companySdl: string): CompositionHint[] {
  const { hints = [] } = composeServices([
    { name: SUBGRAPH.shared, typeDefs: parse(sharedSdl), url: 'agent-network://shared' },
    { name: SUBGRAPH.company, typeDefs: parse(companySdl), url: 'agent-network://company' },
  ]);
  return hints.map(({ definition, message }) => ({ code: definition.code, message }));
}
