import {
  Kind,
  OperationTypeNode,
  type ArgumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { MOST_COST, NO_COST, sumOf, timesSize, type Cost, type Size } from './cost-form.ts';
import { USUAL_LIST_SIZE, type CostModel, type FieldCost } from './cost-model.ts';
import { MOST_FRAGMENTS_DEEP } from './counts.ts';

/** What a mutation costs beside its fields. */
const MUTATION_COST = 10;
const ROOTS = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' } as const;

/** A field that says how long lists right below it are. */
interface Sizing {
  readonly fields: ReadonlySet<string>;
  readonly size: Size;
}

/**
 * An operation's cost in closed form. What is selected below a field is worked out once, and each fragment once for each
 * field that sizes it: the work grows with the document, not with what it unfolds to.
 */
export function costOfOperation(
  operation: OperationDefinitionNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  model: CostModel,
): Cost {
  const usual = usualValues(operation);
  const below = new Map<FieldNode, Cost>();
  const known = new Map<Sizing | null, Map<string, Cost>>();
  const under = new Set<string>();

  function selections(set: SelectionSetNode, parent: string, sizing: Sizing | null): Cost {
    return sumOf(set.selections.map((node) => selection(node, parent, sizing)));
  }

  function selection(node: SelectionNode, parent: string, sizing: Sizing | null): Cost {
    if (node.kind === Kind.FRAGMENT_SPREAD) return fragment(node.name.value, sizing);
    if (node.kind === Kind.INLINE_FRAGMENT)
      return selections(node.selectionSet, node.typeCondition?.name.value ?? parent, sizing);
    const field = model.get(parent)?.get(node.name.value);
    return field ? fieldCost(node, field, sizing) : NO_COST;
  }

  function fragment(name: string, sizing: Sizing | null): Cost {
    const node = fragments.get(name);
    const costs = known.get(sizing) ?? new Map<string, Cost>();
    known.set(sizing, costs);
    const cost = costs.get(name);
    if (cost || !node || under.has(name)) return cost ?? NO_COST;
    if (under.size >= MOST_FRAGMENTS_DEEP) return { ...NO_COST, constant: MOST_COST };
    under.add(name);
    const fresh = selections(node.selectionSet, node.typeCondition.name.value, sizing);
    under.delete(name);
    costs.set(name, fresh);
    return fresh;
  }

  function fieldCost(node: FieldNode, field: FieldCost, sizing: Sizing | null): Cost {
    const given = node.arguments ?? [];
    const weights = given.map((argument) => field.args.get(argument.name.value) ?? 0);
    const weight = weights.reduce((one, other) => one + other, field.weight);
    const own = field.size && sizeOf(field.size.assumed, field.size.slicing, given, usual);
    const inner = innerCost(node, field, own);
    const each = sumOf([{ ...NO_COST, constant: weight }, inner]);
    return field.isList ? timesSize(each, lengthOfList(node, field, own, sizing)) : each;
  }

  function innerCost(node: FieldNode, field: FieldCost, own: Size | null): Cost {
    if (!node.selectionSet) return NO_COST;
    const before = below.get(node);
    if (before) return before;
    const fields = field.size?.sized ?? NO_FIELDS;
    const cost = selections(
      node.selectionSet,
      field.type,
      own && fields.size > 0 ? { fields, size: own } : null,
    );
    below.set(node, cost);
    return cost;
  }

  const base = {
    ...NO_COST,
    constant: operation.operation === OperationTypeNode.MUTATION ? MUTATION_COST : 0,
  };
  return sumOf([base, selections(operation.selectionSet, ROOTS[operation.operation], null)]);
}

/** How long the list is: as the field above says, or the field itself, or as nobody does. */
function lengthOfList(node: FieldNode, { size }: FieldCost, own: Size | null, above: Sizing | null): Size {
  if (above?.fields.has(node.name.value)) return above.size;
  return own && size?.sized.size === 0 ? own : USUAL_SIZE;
}

const NO_FIELDS: ReadonlySet<string> = new Set();
const USUAL_SIZE: Size = { given: [], variables: [], otherwise: USUAL_LIST_SIZE };

/** Numbers that variables have when nothing is sent for them. */
function usualValues({ variableDefinitions = [] }: OperationDefinitionNode): ReadonlyMap<string, number> {
  return new Map(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)] as const] : [],
    ),
  );
}

function sizeOf(
  otherwise: number,
  slicing: readonly string[],
  given: readonly ArgumentNode[],
  usual: ReadonlyMap<string, number>,
): Size {
  const values = given.filter(({ name }) => slicing.includes(name.value)).map(({ value }) => value);
  return {
    given: values.flatMap((value) => (value.kind === Kind.INT ? [Number(value.value)] : [])),
    variables: values.flatMap((value) =>
      value.kind === Kind.VARIABLE
        ? [{ name: value.name.value, usual: usual.get(value.name.value) ?? null }]
        : [],
    ),
    otherwise,
  };
}
