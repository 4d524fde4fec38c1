import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { createPlannerProcess, type PlannerName } from '#gateway/executor/planning/planner-process.ts';
import { covers } from '#gateway/planner/plan-coverage.ts';
import type { PlanNode } from '#gateway/planner/plan.ts';
import { readPlan } from '#gateway/planner/read-plan.ts';
import { readSupergraphTypes } from '#gateway/planner/supergraph-types.ts';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { contractSdl, sharedSdl } from '#schema/sdl.ts';
import { composeView } from '#schema/compose.ts';
import { SHOP_QUERIES, SHOP_SUBGRAPHS } from './shop-graph.ts';

/** Measures the planners side by side: fetches, time from SDL to a first plan, time of a new plan, memory per view. */

const VIEWS = 20;

function shopSupergraph(): string {
  const services = Object.entries(SHOP_SUBGRAPHS).map(([name, sdl]) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(sdl),
  }));
  const composed = composeServices(services);
  if (composed.errors) throw new Error(composed.errors.join('\n'));
  return composed.supergraphSdl;
}

/** Distinct views, as of companies with a realm of their own. */
function views(): string[] {
  return Array.from({ length: VIEWS }, (_, index) =>
    composeView(
      sharedSdl(),
      `${contractSdl()}\ntype Tenant${index}Case @key(fields: "id") { id: ID! title: String }`,
    ),
  );
}

function fetchesOf(node: PlanNode | null): number {
  if (!node) return 0;
  return 'nodes' in node ? node.nodes.reduce((sum, one) => sum + fetchesOf(one), 0) : 1;
}

const workerMemory = (pid: number | null): number => {
  const status = pid === null ? '' : readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1024;
};

const line = (text: string) => process.stdout.write(`${text}\n`);
const shop = shopSupergraph();
const tenants = views();

for (const name of ['hive', 'apollo'] as const satisfies PlannerName[]) {
  const worker = createPlannerProcess(name, 60_000);
  const types = readSupergraphTypes(shop);
  const timed = async (key: string, supergraphSdl: string, document: string) => {
    const start = performance.now();
    const plan = readPlan(
      JSON.parse(await worker.plan({ key, supergraphSdl, document })) as { node?: unknown },
    );
    return { plan, ms: performance.now() - start };
  };
  await timed('warm', shop, '{ topProducts { upc } }');
  for (const [query, document] of Object.entries(SHOP_QUERIES)) {
    const first = await timed(`shop ${query}`, shop, document);
    const runs: number[] = [];
    for (let run = 0; run < 15; run += 1)
      runs.push((await timed(`shop ${query}`, shop, `${document} # ${run}`)).ms);
    const median = runs.sort((one, other) => one - other)[7] ?? NaN;
    const whole = covers(first.plan, document, types);
    line(
      `${name.padEnd(7)} ${query.padEnd(8)} ${fetchesOf(first.plan.node)} fetches · SDL to first plan ${first.ms.toFixed(1)} ms · a new plan ${median.toFixed(1)} ms · whole ${whole}`,
    );
  }
  const before = workerMemory(worker.pid());
  const firsts: number[] = [];
  for (const [index, sdl] of tenants.entries())
    firsts.push((await timed(`tenant ${index}`, sdl, REFERENCE_QUERY)).ms);
  const median = firsts.sort((one, other) => one - other)[VIEWS / 2] ?? NaN;
  const after = workerMemory(worker.pid());
  line(
    `${name.padEnd(7)} tenants  SDL to first plan ${median.toFixed(1)} ms · ${((after - before) / VIEWS).toFixed(1)} MB per view · process ${after.toFixed(0)} MB`,
  );
  worker.close();
}
