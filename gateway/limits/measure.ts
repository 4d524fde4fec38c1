import { OperationTypeNode, parse, type DocumentNode } from 'graphql';
import type { Budget } from './budget.ts';
import type { Cost } from './cost-form.ts';
import type { CostModel } from './cost-model.ts';
import { countOperation, fragmentsOf } from './counts.ts';
import { costOfOperation } from './document-cost.ts';
import { namedOperation } from './named-operation.ts';

/** All that is measured of an operation of a document; the same for every request with it. */
export interface Measured {
  readonly figures: Omit<Budget, 'cost' | 'documentBytes' | 'tokens' | 'nesting'>;
  readonly cost: Cost;
  readonly introspects: boolean;
  readonly subscribes: boolean;
}

/**
 * Measures the operation that is asked for. Null where there is nothing to measure: no GraphQL, or no such operation,
 * which the engine refuses. The text must not be nested deeply: see `text-size.ts`.
 */
export function measureOperation(
  text: string,
  operationName: string | undefined,
  model: CostModel,
): Measured | null {
  const document = parsed(text);
  const operation = document && namedOperation(document, operationName);
  if (!operation) return null;
  const fragments = fragmentsOf(document);
  const { depth, aliases, fields, directives, introspects } = countOperation(operation, fragments);
  return {
    figures: { depth, aliases, rootFields: fields, directives },
    cost: costOfOperation(operation, fragments, model),
    introspects,
    subscribes: operation.operation === OperationTypeNode.SUBSCRIPTION,
  };
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text, { noLocation: true });
  } catch {
    return null;
  }
}
