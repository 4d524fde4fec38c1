import { Kind, parse, visit, type SelectionSetNode } from 'graphql';
import { isIncluded } from '#gateway/planner/conditions.ts';
import type { Outcome, Question } from './engines.ts';

/** An answer of the reference engine that is not as specified. */
export interface Divergence {
  readonly question: Question;
  readonly reference: Outcome;
  readonly specified: Outcome;
  /** What was wrong with rows or programs. */
  readonly faults: readonly string[];
}

/** Why the reference engine's answer is not as specified; null where nothing is known of it. */
export function explained(divergence: Divergence): string | null {
  return EXCEPTIONS.find(([, applies]) => applies(divergence))?.[0] ?? null;
}

const EXCEPTIONS: readonly (readonly [string, (divergence: Divergence) => boolean])[] = [
  // It reads types of objects from the key `__typename`, whatever field stands there.
  ['an alias `__typename`', ({ question }) => /\b__typename: /.test(question.query)],
  // It assigns such keys, and asks objects for them that have them by their prototype.
  [
    'an alias that a prototype has',
    ({ question }) => /\b(?:__proto__|toString|constructor): /.test(question.query),
  ],
  // Its plans read keys and required fields under their own names, which an alias has taken.
  [
    'an alias that a key or a required field has',
    ({ question }) => /\b(?:id|name|nick): /.test(question.query),
  ],
  // Its plan asks for what `@requires` reads under the condition of the field that requires it; where that is not met,
  // it has no representation, and asks the same subgraph for nothing else either.
  [
    '`@requires` under a condition',
    ({ question: { query } }) =>
      /\b(?:greeting|shout|postage|freight|read\w+)\b/.test(query) && /@(?:skip|include)\(if: \$/.test(query),
  ],
  // It completes a field by the type that its fragment names: nullable there, null does not go on to the parent.
  [
    'a field that an interface may leave null and its objects may not',
    ({ question: { query }, faults }) => faults.length > 0 && /\bkn\b/.test(query),
  ],
  // It says nothing where a subgraph says nothing.
  [
    'an answer of neither data nor errors',
    ({ faults }) => faults.some((fault) => /^(?:nothing in an object|a list for data)/.test(fault)),
  ],
  // It merges whatever stands in the list of entities, and does not say when that is no entity.
  [
    'lists or leaves for entities',
    ({ faults }) => faults.some((fault) => /^(?:lists for|entities of another form)/.test(fault)),
  ],
  // It looks for the type of an object that it has not asked for, where a fragment on it stands in one on its interface.
  [
    'a fragment on a type within one on its interface',
    ({ question: { query } }) => /\bon (?:Known|Named|Media|Thing|Both|Pet|Item)\b/.test(query),
  ],
  // It takes the name that an `@interfaceObject` has for itself for the object's type.
  [
    'the type of an object that an `@interfaceObject` has named, too',
    ({ question: { query } }) => /\b(?:c9\d|stars|reviews)\b/.test(query) && query.includes('__typename'),
  ],
  // It drops a field all of whose selections are excluded, which the specification keeps as `{}`, and does not ask for it.
  ['a selection of which nothing is included', ({ question }) => hasEmptySelection(question)],
];

/** Whether a selection set of a query comes to nothing by its conditions. */
function hasEmptySelection({ query, variables }: Question): boolean {
  const document = parse(query);
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
  const values = { no: true, ...variables };
  const isEmpty = ({ selections }: SelectionSetNode): boolean =>
    selections.every((node) => {
      if (!isIncluded(node, values)) return true;
      if (node.kind === Kind.FIELD) return false;
      const inner = node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : fragments.get(node.name.value);
      return inner !== undefined && isEmpty(inner);
    });
  let found = false;
  visit(document, { SelectionSet: (set) => void (found ||= isEmpty(set)) });
  return found;
}
