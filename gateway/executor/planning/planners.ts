import { Kind, parse } from 'graphql';
import { PlanError, PlanUnavailable, type QueryPlanner } from '../../planner/plan.ts';
import { covers } from '../../planner/plan-coverage.ts';
import { readPlan } from '../../planner/read-plan.ts';
import { requiresDifferently } from '../../planner/required-arguments.ts';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import { inWaves } from '../../planner/waves.ts';
import { TaskFailed } from '../../processes/task-process.ts';
import {
  createPlannerProcess,
  type PlannerName,
  type PlannerProcess,
  type PlanTask,
} from './planner-process.ts';
import { createViewBuilder, type ViewBuilder } from './view-builder.ts';

/** The supergraph that is planned for. */
export interface PlannedView {
  readonly key: string;
  readonly supergraphSdl: string;
  readonly types: SupergraphTypes;
}

/** Makes planners; all of them share the processes that plan, and the one that builds the views that are planned for. */
export interface Planners {
  readonly builder: ViewBuilder;
  /** Starts the process that plans, ahead of the first plan. Tells by `onFault` where Hive's planner is not there. */
  start(): Promise<void>;
  /** `key` stands for the supergraph: the same key, the same text. */
  open(view: PlannedView): QueryPlanner;
  close(): void;
}

/** How long each planner may take over one operation, in milliseconds. */
const TIMES: Readonly<Record<PlannerName, number>> = { hive: 3000, apollo: 10_000 };

/**
 * Plans by the planner that is preferred. Where Hive's dies, is slow, has no plan, forgets something or is not there
 * for this platform, Apollo's plans the operation; `onFault` is told, for the log.
 */
export function createPlanners(
  prefer: PlannerName,
  onFault: (detail: string) => void,
  builder = createViewBuilder(),
  times = TIMES,
): Planners {
  const hive = createPlannerProcess('hive', times.hive);
  const apollo = createPlannerProcess('apollo', times.apollo);
  const order: [PlannerName, PlannerProcess][] = prefer === 'hive' ? [['hive', hive]] : [];
  order.push(['apollo', apollo]);
  return {
    builder,
    start: async () => {
      const [first] = order;
      if (!first || (await first[1].start())) return;
      order.shift();
      onFault(`${first[0]}: there is no build of it for this platform, so Apollo's planner plans`);
    },
    open: ({ key, supergraphSdl, types }) => ({
      plan: (document, owner) => {
        const able = hasSerialFields(document) ? order.slice(-1) : order;
        return planBy(able, { key, supergraphSdl, document, owner }, types, onFault);
      },
    }),
    close: () => {
      for (const process of [hive, apollo, builder]) process.close();
    },
  };
}

/**
 * Whether root fields have to run strictly one after the other: Hive's planner lets a mutation's second field begin
 * before what hangs off the first is there.
 */
function hasSerialFields(document: string): boolean {
  if (!document.startsWith('mutation')) return false;
  const operation = parse(document).definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const [first, ...others] = operation?.selectionSet.selections ?? [];
  return others.length > 0 || first?.kind !== Kind.FIELD;
}

async function planBy(
  order: readonly [PlannerName, PlannerProcess][],
  { owner, ...task }: PlanTask & { readonly owner: string | undefined },
  types: SupergraphTypes,
  onFault: (detail: string) => void,
) {
  let lost = false;
  for (const [name, process] of order) {
    try {
      const plan = readPlan(JSON.parse(await process.plan(task, owner)) as { node?: unknown });
      // Each planner is looked at for what it is known to do wrong.
      const isRight =
        name === 'apollo' ? !requiresDifferently(plan, types) : covers(plan, task.document, types);
      // Apollo's planner leaves fetches for one subgraph apart, place by place.
      if (isRight) return name === 'apollo' ? inWaves(plan) : plan;
      onFault(`${name}: its plan does not fetch all that is asked for`);
    } catch (error) {
      lost = error instanceof TaskFailed && error.died;
      onFault(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw lost ? new PlanUnavailable('no planner had the time') : new PlanError('no planner has a plan');
}
