import {
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  visit,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { isIncluded, type ConditionValues } from './conditions.ts';
import { dataKey } from './data-keys.ts';
import { isNodeField, witnesses } from './node-witness.ts';
import { needsTypename } from './typename-need.ts';

/** An operation of a caller, valid for the schema. */
export interface CallerOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly plannerFields: ReadonlySet<string>;
  /** Interfaces of which subgraphs may give objects that callers may not see. */
  readonly veiled: ReadonlySet<string>;
  /** Whether the gateway answers `node` and `nodes` itself. */
  readonly answersNodes: boolean;
}

const TYPENAME: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

/**
 * The operation as it is planned: `@skip` and `@include` decided, introspection left out, keys of data for aliases,
 * and `__typename` wherever it decides what is written.
 *
 * @returns null where there is nothing to fetch
 */
export function plannedDocument(caller: CallerOperation, values: ConditionValues): string | null {
  const { schema, operation } = caller;
  const root = schema.getRootType(operation.operation);
  if (!root) return null;
  const rewriter = new Rewriter(caller, values, root);
  const asked = rewriter.selections(operation.selectionSet.selections, root);
  return asked.length === 0 ? null : documentOf(operation, asked, rewriter.fragments());
}

class Rewriter {
  readonly #caller: CallerOperation;
  readonly #values: ConditionValues;
  readonly #root: GraphQLObjectType;
  /** By name, as rewritten; null where nothing is left of one. */
  readonly #known = new Map<string, FragmentDefinitionNode | null>();

  constructor(caller: CallerOperation, values: ConditionValues, root: GraphQLObjectType) {
    this.#caller = caller;
    this.#values = values;
    this.#root = root;
  }

  selections(nodes: readonly SelectionNode[], type: GraphQLNamedType): SelectionNode[] {
    return nodes.flatMap((node) => {
      if (!isIncluded(node, this.#values)) return [];
      const made = node.kind === Kind.FIELD ? this.#field(node, type) : this.#fragment(node, type);
      return made ? [made] : [];
    });
  }

  fragments(): readonly FragmentDefinitionNode[] {
    return [...this.#known.values()].filter((fragment) => fragment !== null);
  }

  #field(node: FieldNode, type: GraphQLNamedType): FieldNode | null {
    const name = node.name.value;
    if (name === '__schema' || name === '__type') return null;
    if (name === '__typename') return type === this.#root ? null : TYPENAME;
    const key = dataKey(node, this.#caller.plannerFields);
    const field: FieldNode = {
      kind: Kind.FIELD,
      name: node.name,
      arguments: node.arguments ?? [],
      ...(key === name ? {} : { alias: { kind: Kind.NAME, value: key } }),
    };
    const inner = fieldType(type, name);
    if (!node.selectionSet || !isCompositeType(inner)) return field;
    const asked = this.selections(node.selectionSet.selections, inner);
    if (isNodeField(type, name, this.#caller)) asked.push(...witnesses(this.#caller));
    const typed = asked.length === 0 || needsTypename(inner, node.selectionSet, this.#caller);
    const all = typed ? [TYPENAME, ...asked.filter((one) => one !== TYPENAME)] : asked;
    return { ...field, selectionSet: { kind: Kind.SELECTION_SET, selections: all } };
  }

  #fragment(node: Exclude<SelectionNode, FieldNode>, type: GraphQLNamedType): SelectionNode | null {
    if (node.kind === Kind.FRAGMENT_SPREAD)
      return this.#definition(node.name.value) ? { kind: Kind.FRAGMENT_SPREAD, name: node.name } : null;
    const condition = node.typeCondition;
    const inner = condition ? (this.#caller.schema.getType(condition.name.value) ?? type) : type;
    const asked = this.selections(node.selectionSet.selections, inner);
    if (asked.length === 0) return null;
    const selectionSet = { kind: Kind.SELECTION_SET as const, selections: asked };
    return { kind: Kind.INLINE_FRAGMENT, ...(condition ? { typeCondition: condition } : {}), selectionSet };
  }

  #definition(name: string): FragmentDefinitionNode | null {
    const found = this.#known.get(name);
    if (found !== undefined) return found;
    const definition = this.#caller.fragments.get(name);
    const type = this.#caller.schema.getType(definition?.typeCondition.name.value ?? '');
    if (!definition || !type) return null;
    const asked = this.selections(definition.selectionSet.selections, type);
    const { typeCondition } = definition;
    const selectionSet = { kind: Kind.SELECTION_SET as const, selections: asked };
    const made: FragmentDefinitionNode | null =
      asked.length === 0
        ? null
        : { kind: Kind.FRAGMENT_DEFINITION, name: definition.name, typeCondition, selectionSet };
    this.#known.set(name, made);
    return made;
  }
}

function fieldType(type: GraphQLNamedType, name: string): GraphQLNamedType | null {
  const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
  return field ? getNamedType(field.type) : null;
}

function documentOf(
  { operation, variableDefinitions }: OperationDefinitionNode,
  selections: readonly SelectionNode[],
  fragments: readonly FragmentDefinitionNode[],
): string {
  const selectionSet = { kind: Kind.SELECTION_SET as const, selections };
  const used = new Set<string>();
  for (const node of [selectionSet, ...fragments])
    visit(node, { Variable: ({ name }) => void used.add(name.value) });
  const definition: OperationDefinitionNode = {
    kind: Kind.OPERATION_DEFINITION,
    operation,
    variableDefinitions: (variableDefinitions ?? [])
      .filter((node) => used.has(node.variable.name.value))
      .map(withoutDirectives),
    selectionSet,
  };
  const document: DocumentNode = { kind: Kind.DOCUMENT, definitions: [definition, ...fragments] };
  return print(document);
}

function withoutDirectives({ variable, type, defaultValue }: VariableDefinitionNode): VariableDefinitionNode {
  return { kind: Kind.VARIABLE_DEFINITION, variable, type, ...(defaultValue ? { defaultValue } : {}) };
}
