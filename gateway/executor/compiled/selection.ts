import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type GraphQLCompositeType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import { isIncluded, type ConditionValues } from '../../planner/conditions.ts';
import { dataKey, responseKey } from '../../planner/data-keys.ts';
import type { CallerOperation } from '../../planner/planned-document.ts';
import { needsTypename } from '../../planner/typename-need.ts';

/** One key of the answer. */
export interface OutField {
  readonly key: string;
  /** The field's own name. */
  readonly name: string;
  /** Under which key of the data its value is found. */
  readonly data: string;
  /** Null for `__typename`. */
  readonly type: GraphQLOutputType | null;
  /** JSON text that is ready: introspection. */
  readonly ready: boolean;
  /** Of composite types. */
  readonly selection: Selection | null;
}

/** What was asked of a type at one place of the answer: as CollectFields says, by type of object and each once. */
export class Selection {
  readonly type: GraphQLCompositeType;
  /** Whether it depends on an object's own type what is written of it. */
  readonly byType: boolean;
  readonly #caller: CallerOperation;
  readonly #values: ConditionValues;
  readonly #nodes: readonly SelectionSetNode[];
  readonly #fields = new Map<string, readonly OutField[]>();

  constructor(
    type: GraphQLCompositeType,
    nodes: readonly SelectionSetNode[],
    caller: CallerOperation,
    values: ConditionValues,
  ) {
    this.type = type;
    this.#nodes = nodes;
    this.#caller = caller;
    this.#values = values;
    this.byType = nodes.some((node) => needsTypename(type, node, caller));
  }

  /** The type of object that is named, when one may stand here. */
  objectType(name: unknown): GraphQLObjectType | null {
    if (isObjectType(this.type)) return this.type;
    const { schema } = this.#caller;
    const type = typeof name === 'string' ? schema.getType(name) : undefined;
    return isObjectType(type) && isAbstractType(this.type) && schema.isSubType(this.type, type) ? type : null;
  }

  /** The keys of the answer for an object, in order; of an interface where its objects' own types do not matter. */
  fieldsOf(type: GraphQLObjectType | GraphQLInterfaceType): readonly OutField[] {
    const known = this.#fields.get(type.name);
    if (known) return known;
    const groups = new Map<string, { field: Omit<OutField, 'selection'>; nodes: SelectionSetNode[] }>();
    const visited = new Set<string>();
    for (const node of this.#nodes) this.#collect(node, type, groups, visited);
    const fields = [...groups.values()].map(({ field, nodes }) => {
      const named = field.type && getNamedType(field.type);
      const selection =
        nodes.length > 0 && isCompositeType(named) && !field.ready
          ? new Selection(named, nodes, this.#caller, this.#values)
          : null;
      return { ...field, selection };
    });
    this.#fields.set(type.name, fields);
    return fields;
  }

  /** What was asked at a key: null for a leaf, undefined where the key was not asked for. */
  childAt(key: string): Selection | null | undefined {
    const types = isAbstractType(this.type)
      ? this.#caller.schema.getPossibleTypes(this.type)
      : [this.type as GraphQLObjectType];
    for (const type of types) {
      const field = this.fieldsOf(type).find((one) => one.key === key);
      if (field) return field.selection;
    }
    return undefined;
  }

  #collect(
    { selections }: SelectionSetNode,
    type: GraphQLObjectType | GraphQLInterfaceType,
    into: Map<string, { field: Omit<OutField, 'selection'>; nodes: SelectionSetNode[] }>,
    visited: Set<string>,
  ): void {
    for (const node of selections) {
      if (!isIncluded(node, this.#values)) continue;
      if (node.kind === Kind.FIELD) {
        const key = responseKey(node);
        const known = into.get(key);
        const field = known?.field ?? {
          key,
          name: node.name.value,
          data: dataKey(node, this.#caller.plannerFields),
          ...typeOf(node.name.value, type),
        };
        const nodes = known?.nodes ?? [];
        if (node.selectionSet) nodes.push(node.selectionSet);
        into.set(key, { field, nodes });
        continue;
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        if (visited.has(node.name.value)) continue;
        visited.add(node.name.value);
      }
      const fragment =
        node.kind === Kind.FRAGMENT_SPREAD ? this.#caller.fragments.get(node.name.value) : node;
      if (fragment && this.#applies(fragment.typeCondition?.name.value, type))
        this.#collect(fragment.selectionSet, type, into, visited);
    }
  }

  #applies(condition: string | undefined, type: GraphQLObjectType | GraphQLInterfaceType): boolean {
    if (condition === undefined || condition === type.name) return true;
    const named = this.#caller.schema.getType(condition);
    return isAbstractType(named) && this.#caller.schema.isSubType(named, type);
  }
}

function typeOf(
  name: string,
  type: GraphQLObjectType | GraphQLInterfaceType,
): { readonly type: GraphQLOutputType | null; readonly ready: boolean } {
  if (name === '__typename') return { type: null, ready: false };
  if (name === SchemaMetaFieldDef.name) return { type: SchemaMetaFieldDef.type, ready: true };
  if (name === TypeMetaFieldDef.name) return { type: getNullableType(TypeMetaFieldDef.type), ready: true };
  const found = type.getFields()[name];
  if (!found) throw new Error(`"${type.name}" has no field "${name}"`);
  return { type: found.type, ready: false };
}
