import type { PlanNode } from '../../planner/plan.ts';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import { compileEntityFetch } from './entity-fetch.ts';
import type { Execution } from './execution.ts';
import { compileNodeFetch } from './node-fetch.ts';
import { compileRootFetch, type Step } from './root-fetch.ts';
import type { Routing } from './routing.ts';
import { entityFetches } from './sharing.ts';

/** Compiles a plan to one step. */
export function compilePlan(plan: PlanNode | null, types: SupergraphTypes, routing: Routing): Step {
  const all = entityFetches(plan);
  const compile = (node: PlanNode): Step => {
    switch (node.kind) {
      case 'root':
        if (routing.answersNodes(node.subgraph)) return compileNodeFetch(node, types);
        return compileRootFetch(node, types, routing);
      case 'entities':
        return compileEntityFetch(node, all, types, routing);
      case 'sequence':
        return inSequence(node.nodes.map(compile));
      case 'parallel':
        return sideBySide(node.nodes.map(compile));
    }
  };
  return plan ? compile(plan) : () => undefined;
}

function inSequence(steps: readonly Step[]): Step {
  return async (execution: Execution) => {
    for (const step of steps) {
      const running = step(execution);
      if (running) await running;
    }
  };
}

function sideBySide(steps: readonly Step[]): Step {
  return (execution) => {
    const running: Promise<void>[] = [];
    for (const step of steps) {
      const one = step(execution);
      if (one) running.push(one);
    }
    if (running.length < 2) return running[0];
    return Promise.all(running).then(() => undefined);
  };
}
