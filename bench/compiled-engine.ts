import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { performance } from 'node:perf_hooks';
import { createCompiledEngine } from '#gateway/executor/compiled/compiled-engine.ts';
import { createNamedRules } from '#gateway/executor/compiled/routing.ts';
import { createPlanners } from '#gateway/executor/planning/planners.ts';
import type { RequestContext, Send } from '#gateway/context.ts';
import { SHOP_QUERIES, SHOP_SUBGRAPHS, createShopAnswers } from './shop-graph.ts';
import { ownTime } from './processor-time.ts';

/** Measures what the compiled engine itself costs per request: subgraphs answer from memory at once. */

const SECONDS = Number(process.argv[2] ?? 2);

const composed = composeServices(
  Object.entries(SHOP_SUBGRAPHS).map(([name, sdl]) => ({
    name,
    url: `http://${name}`,
    typeDefs: parse(sdl),
  })),
);
if (composed.errors) throw new Error(composed.errors.join('\n'));
const { supergraphSdl } = composed;

const answers = createShopAnswers();
let fetches = 0;
let readyAnswers = new Map<string, Uint8Array>();
const send: Send = async (target, { body }) => {
  fetches += 1;
  const key = `${target.kind === 'named' ? target.subgraph : ''} ${String(body)}`;
  const known = readyAnswers.get(key);
  if (known) return known;
  const { query, variables } = JSON.parse(String(body)) as {
    query: string;
    variables: Record<string, unknown>;
  };
  const answer = Buffer.from(
    JSON.stringify(await answers(target.kind === 'named' ? target.subgraph : '', query, variables)),
  );
  readyAnswers.set(key, answer);
  return answer;
};

const context: RequestContext = {
  requestId: 'r',
  traceparent: '',
  caller: { company: 'acme', token: 't', sub: 's', kind: 'person' },
  registry: { version: '1', sharedSdl: '', schemas: {}, companies: new Map(), byIssuer: new Map() },
  onFault: ({ subgraph, detail }) => void process.stderr.write(`${subgraph ?? ''}: ${detail}\n`),
};

for (const planner of (process.argv[3] ? [process.argv[3]] : ['hive', 'apollo']) as ('hive' | 'apollo')[]) {
  const planners = createPlanners(planner, (detail) => void process.stderr.write(`${detail}\n`));
  const engine = createCompiledEngine({ routing: createNamedRules(), send, planners });
  const snapshot = await engine.prepare({ key: 'shop', supergraphSdl });
  for (const [name, query] of Object.entries(SHOP_QUERIES)) {
    readyAnswers = new Map();
    const run = () => snapshot.execute({ query, queriesOnly: false }, context);
    fetches = 0;
    const { body, codes } = await run();
    const perRequest = fetches;
    for (let index = 0; index < 300; index += 1) await run();
    const [before, start] = [ownTime(), performance.now()];
    let count = 0;
    while (performance.now() - start < SECONDS * 1000) {
      await run();
      count += 1;
    }
    const cost = ((ownTime() - before) / count) * 1000;
    process.stdout.write(
      `${planner.padEnd(7)} ${name.padEnd(8)} ${cost.toFixed(1)} µs CPU · ${perRequest} fetches · ${body.length} bytes · errors ${codes.length}\n`,
    );
  }
  planners.close();
}
