// A planner's process: reads `{ id, planner, key, sdl?, document }`, answers `{ id, result }` or `{ id, failure }`.
// It is alone so that a planner that dies, or plans without end, costs one operation and not the gateway.
import { LRUCache } from 'lru-cache';

const native =
  process.argv[2] === 'hive' ? await import('@graphql-hive/router-query-planner').catch(() => null) : null;
const open = { hive: native && openHive, apollo: openApollo };
const planners = { hive: new LRUCache({ max: 500 }), apollo: new LRUCache({ max: 20 }) };

function openHive(sdl) {
  const planner = new native.QueryPlanner(sdl);
  return (document) => planner.plan(document, undefined, new Set(), 0);
}

async function openApollo(sdl) {
  const { Supergraph, operationFromDocument } = await import('@apollo/federation-internals');
  const { QueryPlanner } = await import('@apollo/query-planner');
  const { parse } = await import('graphql');
  const supergraph = Supergraph.build(sdl, { validateSupergraph: false });
  const schema = supergraph.apiSchema();
  const planner = new QueryPlanner(supergraph);
  return (document) => planner.buildQueryPlan(operationFromDocument(schema, parse(document)));
}

async function plan({ planner, key, sdl, document }) {
  const kept = planners[planner].get(key);
  if (!kept && sdl === undefined) return { unknown: true };
  const run = kept ?? (await open[planner](sdl));
  if (!kept) planners[planner].set(key, run);
  return { plan: JSON.stringify(run(document)) };
}

process.on('message', (request) => {
  plan(request)
    .then((result) => ({ result }))
    .catch((error) => ({ failure: String(error?.message ?? error) }))
    .then((answer) => process.send?.({ id: request.id, ...answer }));
});
process.on('disconnect', () => process.exit(0));
process.send?.(process.argv[2] === 'hive' && native === null ? 'unable' : 'able');
