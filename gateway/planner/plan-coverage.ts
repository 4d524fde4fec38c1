import { Kind, parse, type FieldNode, type SelectionNode } from 'graphql';
import { responseKey } from './data-keys.ts';
import type {
  EntityPart,
  PathStep,
  PlanNode,
  QueryPlan,
  Rename,
  RequiredSelection,
  RequiredType,
  RootFetch,
} from './plan.ts';
import { isOfType, type SupergraphTypes } from './supergraph-types.ts';

/**
 * Whether a plan fetches all that a document asks for, for every type of object that may stand at each place.
 * Planners are others' work: one that forgets a fetch would give null without a word. A plan that is too large to be
 * looked through counts as one that does not.
 */
export function covers(plan: QueryPlan, document: string, types: SupergraphTypes): boolean {
  try {
    const walk = new Coverage(types);
    if (plan.subscription) walk.addRoot(plan.subscription);
    if (plan.node) walk.addPlan(plan.node);
    return walk.hasAll(document);
  } catch (error) {
    if (error instanceof TooLarge) return false;
    throw error;
  }
}

/** A place of the answer: the object types that may stand there, and what is fetched of each. */
interface Place {
  /** The type of the field. */
  readonly declared: string;
  readonly types: readonly string[];
  /** By type, then key of data; null for a leaf. */
  readonly fields: Map<string, Map<string, Place | null>>;
}

/** Whose fetch it is, and how its answer is rewritten. */
interface FetchNames {
  readonly subgraph: string;
  readonly renames: readonly Rename[];
}

class TooLarge extends Error {}

const MOST_STEPS = 300_000;

class Coverage {
  readonly #types: SupergraphTypes;
  readonly #root: Place;
  #steps = 0;

  constructor(types: SupergraphTypes) {
    this.#types = types;
    this.#root = { declared: '', types: Object.values(types.roots), fields: new Map() };
  }

  addPlan(node: PlanNode): void {
    if (node.kind === 'root') this.addRoot(node);
    else if (node.kind !== 'entities') node.nodes.forEach((one) => this.addPlan(one));
    else for (const part of node.parts) this.#addPart(part, node.subgraph);
  }

  addRoot(fetch: RootFetch): void {
    this.#add(fetch, this.#root, [this.#types.roots[fetch.operation]], fetch.selections);
  }

  #addPart({ paths, requires, selections, renames }: EntityPart, subgraph: string): void {
    for (const path of paths)
      for (const { place, types } of this.#find(path)) {
        const asked = types.filter((type) => this.#canAsk(place, type, requires));
        this.#add({ subgraph, renames }, place, asked, selections);
      }
  }

  /** Whether representations of a type can be made: where its name and all that goes into them is there. */
  #canAsk(place: Place, type: string, requires: readonly RequiredType[]): boolean {
    const fitting = requires.filter((one) => isOfType(type, one.type, this.#types));
    const isNamed =
      this.#knowsTypes(place, type) || fitting.some((one) => !this.#types.objects.has(one.type));
    return fitting.length > 0 && isNamed && fitting.every((one) => this.#has(place, type, one.selections));
  }

  #has(place: Place, type: string, selections: readonly RequiredSelection[]): boolean {
    this.#step();
    return selections.every((selection) => {
      if (selection.kind === 'fragment')
        return !isOfType(type, selection.type, this.#types) || this.#has(place, type, selection.selections);
      if (selection.from === '__typename') return true;
      const found = place.fields.get(type)?.get(selection.from);
      if (!found || !selection.selections) return found !== undefined;
      const below = selection.selections;
      return found.types.every((inner) => this.#has(found, inner, below));
    });
  }

  /** Where one type alone may stand, nobody needs to say which. */
  #knowsTypes(place: Place, type: string): boolean {
    return place.types.length === 1 || place.fields.get(type)?.has('__typename') === true;
  }

  hasAll(document: string): boolean {
    const { definitions } = parse(document, { noLocation: true });
    const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
    if (!operation) return false;
    const fragments = new Map(
      definitions.flatMap((node) =>
        node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
      ),
    );
    const has = (nodes: readonly SelectionNode[], place: Place, types: readonly string[]): boolean =>
      nodes.every((node) => {
        if (node.kind !== Kind.FIELD) {
          const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
          if (!fragment) return false;
          return has(
            fragment.selectionSet.selections,
            place,
            this.#narrow(types, fragment.typeCondition?.name.value),
          );
        }
        return types.every((type) => {
          this.#step();
          if (node.name.value === '__typename') return this.#knowsTypes(place, type);
          const found = place.fields.get(type)?.get(responseKey(node));
          if (!node.selectionSet || !found) return found !== undefined;
          return has(node.selectionSet.selections, found, found.types);
        });
      });
    return has(operation.selectionSet.selections, this.#root, [this.#types.roots[operation.operation]]);
  }

  /** Adds what a fetch asks for at a place, for objects of some of its types. */
  #add(fetch: FetchNames, place: Place, types: readonly string[], nodes: readonly SelectionNode[]): void {
    const { subgraph, renames } = fetch;
    for (const node of nodes) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const narrowed = this.#narrow(types, node.typeCondition?.name.value);
        this.#add(fetch, place, narrowed, node.selectionSet.selections);
      } else if (node.kind === Kind.FIELD) {
        // A subgraph that knows the interface alone names it, and not the object's own type.
        const isVague = this.#types.interfaceObjects.get(subgraph)?.has(place.declared) === true;
        if (node.name.value === '__typename' && isVague) continue;
        const key = responseKey(node);
        const name = renames.find(({ path }) => path.length === 1 && path[0] === key)?.to ?? key;
        const below = renames.flatMap(({ path, to }) =>
          path[0] === key ? [{ path: path.slice(1), to }] : [],
        );
        for (const type of types) {
          const child = this.#childAt(place, type, name, node);
          if (child && node.selectionSet)
            this.#add({ subgraph, renames: below }, child, child.types, node.selectionSet.selections);
        }
      }
    }
  }

  #childAt(place: Place, type: string, key: string, node: FieldNode): Place | null {
    this.#step();
    const fields = place.fields.get(type) ?? new Map<string, Place | null>();
    place.fields.set(type, fields);
    const known = fields.get(key);
    if (known !== undefined) return known;
    const declared = this.#types.fields.get(type)?.get(node.name.value) ?? '';
    const child = node.selectionSet
      ? { declared, types: this.#objectsOf(declared), fields: new Map() }
      : null;
    fields.set(key, child);
    return child;
  }

  /** The places at a path, and of which of their types. */
  #find(path: readonly PathStep[]): readonly { readonly place: Place; readonly types: readonly string[] }[] {
    let found: { place: Place; types: readonly string[] }[] = [
      { place: this.#root, types: this.#root.types },
    ];
    for (const step of path) {
      this.#step();
      if (step.kind === 'type')
        found = found.map(({ place, types }) => ({
          place,
          types: types.filter((type) => step.names.some((name) => isOfType(type, name, this.#types))),
        }));
      else if (step.kind === 'field')
        found = found.flatMap(({ place, types }) =>
          types.flatMap((type) => {
            const child = place.fields.get(type)?.get(step.name);
            return child ? [{ place: child, types: child.types }] : [];
          }),
        );
    }
    return found;
  }

  #narrow(types: readonly string[], condition: string | undefined): readonly string[] {
    return condition === undefined ? types : types.filter((type) => isOfType(type, condition, this.#types));
  }

  #objectsOf(type: string): readonly string[] {
    return this.#types.objects.has(type) ? [type] : [...(this.#types.possible.get(type) ?? [])];
  }

  #step(): void {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) throw new TooLarge();
  }
}
