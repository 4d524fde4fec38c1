import { CompositionError, composeWithHints } from '#schema/compose.ts';
import { sharedSdl } from '#schema/sdl.ts';
import { COMPANIES_WITH_SUBGRAPH } from '../scenario/companies.ts';
import { companySdl } from '../scenario/realms.ts';

/** Something that composes, and that a reader of the schema may still stumble over. */
export interface CompositionHint {
  /** Apollo's name of the hint. */
  readonly code: string;
  readonly message: string;
}

/** A reference tenant's view. */
export interface ReferenceView {
  readonly company: string;
  /** The supergraph; null when it does not compose. */
  readonly sdl: string | null;
  /** Why it does not compose; empty when it does. */
  readonly errors: readonly string[];
  readonly hints: readonly CompositionHint[];
}

/** The SDL that the views are composed of. */
export interface SchemaSources {
  readonly shared: string;
  /** What a reference tenant serves: the contract, and its realm if it has one. */
  readonly companySdl: (company: string) => string;
}

/** The SDL in this tree. */
export function sourcesInTree(): SchemaSources {
  return { shared: sharedSdl(), companySdl };
}

/** Composes the view of each reference tenant. Never throws for what is wrong with the SDL. */
export function composeReferenceViews(sources: SchemaSources): ReferenceView[] {
  return COMPANIES_WITH_SUBGRAPH.map((company) => composeOne(company, sources));
}

function composeOne(company: string, { shared, companySdl }: SchemaSources): ReferenceView {
  const own = companySdl(company);
  try {
    const { supergraphSdl: sdl, hints } = composeWithHints(shared, own);
    const told = hints.map(({ definition, message }) => ({ code: definition.code, message }));
    return { company, sdl, errors: [], hints: told };
  } catch (error) {
    if (error instanceof CompositionError) return { company, sdl: null, errors: error.reasons, hints: [] };
    throw error;
  }
}
