import { print } from 'graphql';
import type { EntityFetch, EntityPart, PlanNode, QueryPlan } from './plan.ts';

type Fetch = Exclude<PlanNode, { readonly nodes: unknown }>;

/**
 * A plan in waves: every fetch as early as what it follows allows, and in each wave one request per subgraph for all
 * entities, those that are asked the same together. What ran one after the other still does.
 */
export function inWaves(plan: QueryPlan): QueryPlan {
  if (!plan.node) return plan;
  const waves: Fetch[][] = [];
  place(plan.node, 0, waves);
  const taken = new Set<string>();
  for (const fetch of waves.flat())
    for (const { variables } of partsOf(fetch)) for (const name of variables.keys()) taken.add(name);
  const nodes = waves.map((wave) => waveOf(wave, taken));
  const [only, ...more] = nodes;
  return { ...plan, node: only && more.length === 0 ? only : { kind: 'sequence', nodes } };
}

/** Puts fetches into waves from the one given on; gives the wave that may follow them. */
function place(node: PlanNode, wave: number, waves: Fetch[][]): number {
  if (node.kind === 'sequence') return node.nodes.reduce((next, one) => place(one, next, waves), wave);
  if (node.kind === 'parallel')
    return node.nodes.reduce((next, one) => Math.max(next, place(one, wave, waves)), wave);
  (waves[wave] ??= []).push(node);
  return wave + 1;
}

function partsOf(fetch: Fetch): readonly Pick<EntityPart, 'variables'>[] {
  return fetch.kind === 'entities' ? fetch.parts : [fetch];
}

function waveOf(fetches: readonly Fetch[], taken: ReadonlySet<string>): PlanNode {
  const bySubgraph = new Map<string, EntityPart[]>();
  const nodes: Fetch[] = [];
  for (const fetch of fetches) {
    if (fetch.kind === 'root') {
      nodes.push(fetch);
      continue;
    }
    const known = bySubgraph.get(fetch.subgraph);
    if (known) known.push(...fetch.parts);
    else bySubgraph.set(fetch.subgraph, [...fetch.parts]);
  }
  for (const [subgraph, parts] of bySubgraph) nodes.push(merged(subgraph, parts, taken));
  const [only, ...more] = nodes;
  return only && more.length === 0 ? only : { kind: 'parallel', nodes };
}

/** Parts that are asked the same become one, with the places of all of them. */
function merged(subgraph: string, parts: readonly EntityPart[], taken: ReadonlySet<string>): EntityFetch {
  const byShape = new Map<string, EntityPart>();
  for (const part of parts) {
    const shape = shapeOf(part);
    const known = byShape.get(shape);
    byShape.set(shape, known ? { ...known, paths: [...known.paths, ...part.paths] } : part);
  }
  const distinct = [...byShape.values()];
  if (distinct.length === 1) return { kind: 'entities', subgraph, parts: distinct };
  const named = distinct.map((part, index) => ({
    ...part,
    alias: `_e${index}`,
    variable: freeName(`representations${index}`, taken),
  }));
  return { kind: 'entities', subgraph, parts: named };
}

function shapeOf({ selections, variables, requires, renames }: EntityPart): string {
  return JSON.stringify([selections.map(print), [...variables], requires, renames]);
}

/** A name that no variable of the caller's has. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`${name}_`, taken) : name;
}
