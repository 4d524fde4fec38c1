import { parentPort } from 'node:worker_threads';
import { checkSchema, type Composed } from '#schema/checks/schema-check.ts';
import { composeApi, CompositionError } from '#schema/compose.ts';
import type { CheckTask } from './schema-checker.ts';

/** Checks on a thread of its own: a check is all processor, and the SDL is whatever a company sent. */
parentPort?.on('message', ({ change, network, acceptExposure, today }: CheckTask) => {
  const options = { compose, today, acceptedExposures: new Set(acceptExposure) };
  checkSchema(change, network, options).then(
    (report) => parentPort?.postMessage({ report }),
    (error: unknown) => parentPort?.postMessage({ failed: String(error) }),
  );
});

function compose(sharedSdl: string, companySdl: string): Promise<Composed> {
  try {
    return Promise.resolve({ apiSdl: composeApi(sharedSdl, companySdl) });
  } catch (error) {
    return Promise.resolve({ errors: error instanceof CompositionError ? error.reasons : [String(error)] });
  }
}
