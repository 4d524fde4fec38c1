import { parentPort } from 'node:worker_threads';
import { composeApi, CompositionError } from '#schema/compose.ts';
import type { Composed } from '#schema/checks/schema-check.ts';

/** Composes on a thread of its own: composition is all processor, and a change of the shared SDL has a view for each schema. */
parentPort?.on('message', ({ pair }: { pair: readonly [string, string] }) => {
  parentPort?.postMessage({ composed: compose(...pair) });
});

function compose(sharedSdl: string, companySdl: string): Composed {
  try {
    return { apiSdl: composeApi(sharedSdl, companySdl) };
  } catch (error) {
    return { errors: error instanceof CompositionError ? error.reasons : [String(error)] };
  }
}
