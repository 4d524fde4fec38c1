import {
  GraphQLError,
  Kind,
  parse,
  validate,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { Operation } from '../../context.ts';
import { publicError, tableError, type ErrorCode } from '../../errors.ts';
import { namedOperation } from '../../limits/named-operation.ts';

/** A document's one operation that is asked for, valid for the schema. */
export interface PreparedOperation {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Why an operation is not run at all. */
export interface Refused {
  readonly errors: readonly GraphQLFormattedError[];
}

/** Parses and validates a document, and finds the operation. */
export function prepareOperation(
  { query, operationName }: Pick<Operation, 'query' | 'operationName'>,
  schema: GraphQLSchema,
): PreparedOperation | Refused {
  if (query.trim() === '') return refused('BAD_REQUEST');
  const document = parseDocument(query);
  if (document instanceof GraphQLError) return withCode([document], 'GRAPHQL_PARSE_FAILED');
  const errors = validate(schema, document);
  if (errors.length > 0) return withCode(errors, 'GRAPHQL_VALIDATION_FAILED');
  const operation = namedOperation(document, operationName);
  if (!operation) return refused('OPERATION_RESOLUTION_FAILURE');
  // graphql-js keeps values in plain objects, and loses that one's.
  if (operation.variableDefinitions?.some(({ variable }) => variable.name.value === '__proto__'))
    return withCode([new GraphQLError('No variable is named "__proto__".')], 'GRAPHQL_VALIDATION_FAILED');
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return { document, operation, fragments: new Map(fragments.map((node) => [node.name.value, node])) };
}

/** Errors of the table with the messages of graphql-js, which say what the caller sent or may introspect. */
export function withCode(errors: readonly GraphQLError[], code: ErrorCode): Refused {
  return { errors: errors.map((error) => publicError({ ...error.toJSON(), extensions: { code } })) };
}

function refused(code: ErrorCode): Refused {
  return { errors: [tableError(code)] };
}

function parseDocument(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}
