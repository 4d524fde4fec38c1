import { Kind, type DocumentNode, type OperationDefinitionNode } from 'graphql';

/**
 * The operation that a request runs: the one of that name or, without a name, the only one there is. Said once: what is
 * measured must be what is run.
 */
export function namedOperation(
  { definitions }: DocumentNode,
  name: string | undefined,
): OperationDefinitionNode | undefined {
  const operations = definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (name !== undefined && name !== '') return operations.find((node) => node.name?.value === name);
  return operations.length === 1 ? operations[0] : undefined;
}
