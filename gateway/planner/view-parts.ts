import { Supergraph } from '@apollo/federation-internals';
import { assertValidSchema, isInterfaceType, printSchema } from 'graphql';
import { readSupergraphTypes, type SupergraphTypes } from './supergraph-types.ts';

/** What a supergraph comes to for those who execute on it, as data that one process can tell another. */
export interface ViewParts {
  /** The schema that callers see, as SDL. It has been found valid. */
  readonly apiSdl: string;
  readonly types: SupergraphTypes;
  /** Interfaces of which subgraphs may give objects that callers may not see. */
  readonly veiled: ReadonlySet<string>;
}

/**
 * Reads a supergraph's SDL. It takes long enough to be felt by others, so that a gateway has it done elsewhere.
 *
 * @throws the error of the SDL
 */
export function readViewParts(supergraphSdl: string): ViewParts {
  const supergraph = Supergraph.build(supergraphSdl, { validateSupergraph: false });
  const schema = supergraph.apiSchema().toGraphQLJSSchema();
  assertValidSchema(schema);
  const types = readSupergraphTypes(supergraphSdl);
  const veiled = Object.values(schema.getTypeMap())
    .filter(isInterfaceType)
    .filter((type) => schema.getPossibleTypes(type).length !== types.possible.get(type.name)?.size)
    .map(({ name }) => name);
  return { apiSdl: printSchema(schema), types, veiled: new Set(veiled) };
}
