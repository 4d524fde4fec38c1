import { Supergraph } from '@apollo/federation-internals';
import { isInterfaceType, type GraphQLSchema } from 'graphql';
import { readSupergraphTypes, type SupergraphTypes } from '../../planner/supergraph-types.ts';

/** A supergraph, read: the schema that callers see, and the types behind it. */
export interface View {
  readonly schema: GraphQLSchema;
  readonly types: SupergraphTypes;
  /** Interfaces of which subgraphs may give objects that callers may not see. */
  readonly veiled: ReadonlySet<string>;
}

/** Reads a supergraph's SDL. */
export function readView(supergraphSdl: string): View {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  const types = readSupergraphTypes(supergraphSdl);
  const veiled = Object.values(schema.getTypeMap())
    .filter(isInterfaceType)
    .filter((type) => schema.getPossibleTypes(type).length !== types.possible.get(type.name)?.size)
    .map(({ name }) => name);
  return { schema, types, veiled: new Set(veiled) };
}
