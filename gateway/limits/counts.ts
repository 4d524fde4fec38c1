import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What is counted of an operation, with fragments as often as they are spread. */
export interface Counts {
  readonly depth: number;
  readonly aliases: number;
  /** Fields at the selection's own level. */
  readonly fields: number;
  readonly directives: number;
  /** Whether `__schema` or `__type` is asked for. */
  readonly introspects: boolean;
}

/** No count goes higher: fragments that double twenty times over come to more than any limit anyway. */
export const MOST_COUNTED = 1_000_000_000_000;
/** Fragments within fragments; whatever is deeper counts as deeper than any limit. */
export const MOST_FRAGMENTS_DEEP = 200;

const NOTHING: Counts = { depth: 0, aliases: 0, fields: 0, directives: 0, introspects: false };
const TOO_DEEP: Counts = { ...NOTHING, depth: MOST_COUNTED };

/** The fragments of a document, by name. */
export function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((node) => [node.name.value, node]));
}

/**
 * Counts an operation. Each fragment is counted once, however often it is spread, so the work grows with the document and
 * not with what it unfolds to. A fragment within itself, which no schema takes, counts as nothing there.
 */
export function countOperation(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): Counts {
  const known = new Map<string, Counts>();
  const under = new Set<string>();

  function fragment(name: string): Counts {
    const node = fragments.get(name);
    const counted = known.get(name);
    if (counted || !node || under.has(name)) return counted ?? NOTHING;
    if (under.size >= MOST_FRAGMENTS_DEEP) return TOO_DEEP;
    under.add(name);
    const counts = plusDirectives(selections(node.selectionSet), node.directives);
    under.delete(name);
    known.set(name, counts);
    return counts;
  }

  function selections({ selections: nodes }: SelectionSetNode): Counts {
    return nodes.map(selection).reduce(sum, NOTHING);
  }

  function selection(node: SelectionNode): Counts {
    if (node.kind === Kind.FRAGMENT_SPREAD) return plusDirectives(fragment(node.name.value), node.directives);
    const inner = node.selectionSet ? selections(node.selectionSet) : NOTHING;
    if (node.kind === Kind.INLINE_FRAGMENT) return plusDirectives(inner, node.directives);
    const counts = {
      depth: cap(inner.depth + 1),
      aliases: cap(inner.aliases + (node.alias ? 1 : 0)),
      fields: 1,
      directives: inner.directives,
      introspects: inner.introspects || INTROSPECTION.has(node.name.value),
    };
    return plusDirectives(counts, node.directives);
  }

  const variables = (operation.variableDefinitions ?? []).flatMap((node) => node.directives ?? []);
  const counts = plusDirectives(selections(operation.selectionSet), operation.directives);
  return plusDirectives(counts, variables);
}

const INTROSPECTION: ReadonlySet<string> = new Set(['__schema', '__type']);

function plusDirectives(counts: Counts, directives: readonly unknown[] = []): Counts {
  return directives.length === 0
    ? counts
    : { ...counts, directives: cap(counts.directives + directives.length) };
}

function sum(one: Counts, other: Counts): Counts {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: cap(one.aliases + other.aliases),
    fields: cap(one.fields + other.fields),
    directives: cap(one.directives + other.directives),
    introspects: one.introspects || other.introspects,
  };
}

function cap(count: number): number {
  return Math.min(count, MOST_COUNTED);
}
