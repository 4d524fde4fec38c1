import { buildASTSchema, parse, type GraphQLSchema } from 'graphql';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import type { ViewParts } from '../../planner/view-parts.ts';

/** A supergraph, read: the schema that callers see, and the types behind it. */
export interface View {
  readonly schema: GraphQLSchema;
  readonly types: SupergraphTypes;
  /** Interfaces of which subgraphs may give objects that callers may not see. */
  readonly veiled: ReadonlySet<string>;
}

/** Makes a view of its parts, which have been found valid. */
export function openView({ apiSdl, types, veiled }: ViewParts): View {
  const document = parse(apiSdl, { noLocation: true });
  return { schema: buildASTSchema(document, { assumeValid: true, assumeValidSDL: true }), types, veiled };
}
