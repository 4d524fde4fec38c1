import { parseId } from '#schema/wire/ids.ts';
import type { AnswerSource, Shape } from '../policy/answer-shape.ts';
import type { Contract } from '../policy/contract.ts';
import type { SubgraphFetch, Target } from '../context.ts';
import type { EntityFetch } from './prepared-fetch.ts';

/** A representation as the plan made it: `__typename` and the key. */
export type Representation = Readonly<Record<string, unknown>>;

/** The part of an entity fetch that one program answers. */
export interface FetchPart {
  readonly target: Target;
  /** The representations sent, and the place of each in the whole fetch. */
  readonly representations: readonly Representation[];
  readonly places: readonly number[];
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What may come back, by type of entity. */
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly source: AnswerSource;
}

/** The representations of a fetch for entities. */
export function representationsOf(fetch: SubgraphFetch): readonly Representation[] {
  const given = fetch.variables['representations'];
  return Array.isArray(given) ? (given as Representation[]) : [];
}

/**
 * Splits an entity fetch by the owner in each representation's id. The owner routes; it permits nothing.
 * Whatever has no owner, such as a company's notes on a shared thread, is the caller's own company's.
 * What may not be asked of another company is in no part: its places stay null.
 */
export function splitFetch(
  fetch: SubgraphFetch,
  prepared: EntityFetch,
  caller: string,
  contract: Contract,
): FetchPart[] {
  const groups = new Map<string, { target: Target; places: number[] }>();
  representationsOf(fetch).forEach((representation, place) => {
    const target = targetOf(representation, fetch.subgraph, caller);
    const key = target.kind === 'foreign' ? target.company : `:${target.kind}`;
    const group = groups.get(key) ?? { target, places: [] };
    group.places.push(place);
    groups.set(key, group);
  });
  return [...groups.values()].flatMap(({ target, places }) => {
    if (target.kind !== 'foreign') return [wholePart(fetch, prepared, target, places)];
    return cutPart(fetch, prepared, target, places, contract) ?? [];
  });
}

function targetOf(representation: Representation, subgraph: string, caller: string): Target {
  if (subgraph === 'shared') return { kind: 'shared' };
  const owner = parseId(representation['id'])?.owner ?? caller;
  return owner === caller ? { kind: 'own' } : { kind: 'foreign', company: owner };
}

function wholePart(
  fetch: SubgraphFetch,
  prepared: EntityFetch,
  target: Target,
  places: readonly number[],
): FetchPart {
  const all = representationsOf(fetch);
  const representations = places.map((place) => all[place] ?? {});
  const { query, shapes } = prepared;
  return {
    target,
    places,
    representations,
    query,
    shapes,
    source: { owner: null },
    variables: { ...fetch.variables, representations },
  };
}

function cutPart(
  fetch: SubgraphFetch,
  { cut }: EntityFetch,
  target: Target & { kind: 'foreign' },
  places: readonly number[],
  contract: Contract,
): FetchPart | null {
  const all = representationsOf(fetch);
  const kept = places.filter((place) => cut?.entityTypes.has(String(all[place]?.['__typename'])));
  if (!cut || kept.length === 0) return null;
  const representations = kept.map((place) => bareKey(all[place]));
  return {
    target,
    places: kept,
    representations,
    query: cut.query,
    shapes: cut.shapes,
    source: { owner: target.company, contract },
    variables: { ...pick(fetch.variables, cut.variables), representations },
  };
}

/** Another company is told which entity is meant, never what else a plan gathered about it. */
function bareKey(representation: Representation | undefined): Representation {
  return { __typename: representation?.['__typename'], id: representation?.['id'] };
}

function pick(variables: Readonly<Record<string, unknown>>, names: ReadonlySet<string>) {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name)));
}
