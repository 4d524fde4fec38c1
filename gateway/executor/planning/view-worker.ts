import { assertCompanySchema } from '#schema/checks/company-schema.ts';
import { composeView } from '#schema/compose.ts';
import { readViewParts } from '../../planner/view-parts.ts';
import type { BuildTask } from './view-builder.ts';

/** Builds views in a process that does nothing else: reads `{ id, step, … }`, answers `{ id, result }` or `{ id, failure }`. */
process.on('message', (task: BuildTask & { readonly id: number }) => {
  process.send?.({ id: task.id, ...outcomeOf(task) });
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');

function outcomeOf(task: BuildTask): { readonly result: unknown } | { readonly failure: string } {
  try {
    return { result: resultOf(task) };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}

function resultOf(task: BuildTask): unknown {
  switch (task.step) {
    case 'check':
      assertCompanySchema(task.schema);
      return null;
    case 'compose':
      return composeView(task.sharedSdl, task.companySdl);
    case 'read':
      return readViewParts(task.supergraphSdl);
  }
}
