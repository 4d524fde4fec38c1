import { parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { coordinatesIn, expandCoordinates } from './coordinates.ts';

/** An operation that somebody really sends: registered by its company. */
export interface KnownDocument {
  readonly company: string;
  /** The operation's. */
  readonly name: string;
  readonly text: string;
}

/** A document with what it uses of a schema. */
export interface DocumentUse {
  readonly document: KnownDocument;
  /** `Type`, `Type.field`, `Type.field.argument`, `Enum.VALUE`, `Input.field`. */
  readonly uses: ReadonlySet<string>;
}

/** What each document uses of the schema that it was written for. One that does not fit that schema is left out: no change breaks it. */
export function documentUses(documents: readonly KnownDocument[], schema: GraphQLSchema): DocumentUse[] {
  return documents.flatMap((document) => {
    const node = parsed(document.text);
    if (!node || validate(schema, node).length > 0) return [];
    return [{ document, uses: expandCoordinates(coordinatesIn(node, schema), schema) }];
  });
}

/** The documents that do not fit the schema any more. */
export function brokenDocuments(uses: readonly DocumentUse[], schema: GraphQLSchema): DocumentUse[] {
  return uses.filter(({ document }) => {
    const node = parsed(document.text);
    return !node || validate(schema, node).length > 0;
  });
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text, { noLocation: true });
  } catch {
    return null;
  }
}
