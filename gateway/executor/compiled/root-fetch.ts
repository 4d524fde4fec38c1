import type { GraphQLFormattedError } from 'graphql';
import { isErrorCode, type ErrorCode } from '../../errors.ts';
import { compact } from '../../planner/fetch-document.ts';
import type { RootFetch } from '../../planner/plan.ts';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import { failureCode, parseAnswer, readErrors } from '../part-answer.ts';
import { dataPath } from './data-path.ts';
import type { Execution } from './execution.ts';
import { requestBody, requestText } from './fetch-text.ts';
import { compileReader, type DataObject } from './reader.ts';
import type { Routing } from './routing.ts';
import { shapeOf } from './shape.ts';

/** A step of a plan, ready to run. Never rejects: what goes wrong is noted in the execution. */
export type Step = (execution: Execution) => Promise<void> | undefined;

/** Compiles a fetch of root fields. */
export function compileRootFetch(fetch: RootFetch, types: SupergraphTypes, routing: Routing): Step {
  const shape = shapeOf(fetch.selections, types.roots[fetch.operation], types, fetch.renames);
  const reader = compileReader(shape, null, types.objects);
  const text = fetch.selections.map(compact).join(' ');
  const request = requestText(fetch.operation, [{ text, variables: fetch.variables }]);
  const target = routing.rootTarget(fetch.subgraph);
  const repeatable = fetch.operation !== 'mutation';

  return async (execution) => {
    const note = execution.noteFor(target);
    try {
      const call = { body: requestBody(request, execution), repeatable };
      const bytes = await execution.send(target, call, execution.context);
      const answer = bytes && parseAnswer(bytes);
      const errors = readErrors(answer?.errors, target, note);
      const { data } = answer ?? {};
      if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
        reader.merge(execution.data, data as DataObject, null);
        for (const error of errors) {
          execution.fail(error.path ? dataPath(error.path, shape) : null, ...wordsOf(error));
        }
      } else {
        if (errors.length === 0) note('no data');
        failRoot(execution, errors);
      }
    } catch (error) {
      const code = failureCode(error, note);
      for (const { out } of shape.values()) execution.fail([out], code);
    }
  };

  /** Without data: an error at each root field, but for errors that name their place. */
  function failRoot(execution: Execution, errors: readonly GraphQLFormattedError[]): void {
    for (const error of errors) {
      if (error.path) execution.fail(dataPath(error.path, shape), ...wordsOf(error));
      else for (const { out } of shape.values()) execution.fail([out], ...wordsOf(error));
    }
    if (errors.length > 0) return;
    for (const { out } of shape.values()) execution.fail([out], 'SUBGRAPH_INVALID_RESPONSE');
  }
}

/** The code and, where a program speaks for itself, the message of an error. */
export function wordsOf({ message, extensions }: GraphQLFormattedError): [ErrorCode, string | null] {
  const code = extensions?.['code'];
  if (code === 'BAD_USER_INPUT') return [code, message];
  return [isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR', null];
}
