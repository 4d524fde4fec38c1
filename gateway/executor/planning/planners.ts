import { PlanError, type QueryPlanner } from '../../planner/plan.ts';
import { readPlan } from '../../planner/read-plan.ts';
import {
  createPlannerProcess,
  type PlannerName,
  type PlannerProcess,
  type PlanTask,
} from './planner-process.ts';

/** Makes planners; all of them share the processes that plan. */
export interface Planners {
  /** `key` stands for the supergraph: the same key, the same text. */
  open(view: { readonly key: string; readonly supergraphSdl: string }): QueryPlanner;
  close(): void;
}

const HIVE_MS = 3000;
const APOLLO_MS = 10_000;

/**
 * Plans by the planner that is preferred. Where Hive's dies, is slow, has no plan or is not there for this platform,
 * Apollo's plans the operation; `onFault` is told, for the log.
 */
export function createPlanners(prefer: PlannerName, onFault: (detail: string) => void): Planners {
  const hive = createPlannerProcess('hive', HIVE_MS);
  const apollo = createPlannerProcess('apollo', APOLLO_MS);
  const order: [PlannerName, PlannerProcess][] = prefer === 'hive' ? [['hive', hive]] : [];
  order.push(['apollo', apollo]);
  return {
    open: ({ key, supergraphSdl }) => ({
      plan: (document) => planBy(order, { key, supergraphSdl, document }, onFault),
    }),
    close: () => {
      hive.close();
      apollo.close();
    },
  };
}

async function planBy(
  order: readonly [PlannerName, PlannerProcess][],
  task: PlanTask,
  onFault: (detail: string) => void,
) {
  for (const [name, process] of order) {
    try {
      return readPlan(JSON.parse(await process.plan(task)) as { node?: unknown });
    } catch (error) {
      onFault(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new PlanError('no planner has a plan');
}
