import { Kind, parse, print, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { sha256 } from '#schema/wire/hash.ts';
import { DOCUMENT_LIMITS } from '#schema/wire/documents.ts';

/** A document as it is registered. */
export interface ReadDocument {
  readonly hash: string;
  readonly text: string;
  readonly name: string;
}

/** What a document that is to be registered comes to. */
export type DocumentReading = ReadDocument | { readonly problem: string };

/** Reads a document that is to be registered: its text as `print` writes it. What is wrong with it, where something is. */
export function readDocument(given: string, schema: GraphQLSchema): DocumentReading {
  if (Buffer.byteLength(given) > DOCUMENT_LIMITS.bytes)
    return { problem: `A document has at most ${DOCUMENT_LIMITS.bytes} bytes.` };
  const document = parsed(given);
  if ('problem' in document) return document;
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const name = operations[0]?.name?.value;
  if (operations.length !== 1 || name === undefined)
    return { problem: 'A document has one operation, with a name.' };
  const [error] = validate(schema, document, undefined, { maxErrors: 1 });
  if (error) return { problem: error.message };
  const text = print(document);
  return { hash: sha256(text), text, name };
}

function parsed(given: string): DocumentNode | { readonly problem: string } {
  try {
    return parse(given, { noLocation: true, maxTokens: DOCUMENT_LIMITS.tokens });
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'The document is not valid GraphQL.' };
  }
}
