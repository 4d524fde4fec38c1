import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionNode } from 'graphql';
import { parseId } from '#schema/wire/ids.ts';
import type { Contract, ContractField } from './contract.ts';

/** What may stand at one response key of an answer. */
interface ShapeNode {
  readonly field: string;
  /** Null for a leaf. */
  readonly children: Shape | null;
  /** What the contract says of it; absent where the type is a company's own affair. */
  readonly known?: ContractField | undefined;
}

/** What was asked for, by response key. Fragments are merged: which of them applied is the subgraph's word. */
export type Shape = ReadonlyMap<string, ShapeNode>;

/** Where an answer comes from. With `contract`, leaves are checked against it; `owner` must match every id in it. */
export interface AnswerSource {
  readonly owner: string | null;
  readonly contract?: Contract;
}

/** The answer holds something that was not asked for in this form. */
export class ForeignShape extends Error {}

/** The shape of a root fetch's answer. */
export function rootShape(document: DocumentNode): Shape {
  const compiler = { contract: undefined, fragments: fragmentsOf(document) };
  return compile(operationOf(document)?.selectionSet.selections ?? [], 'Query', compiler);
}

/**
 * The shapes of an `_entities` fetch's answers by type of entity, so that nothing asked of one type can be laid
 * over an entity of another. With a contract, leaves and lists are checked against it.
 */
export function entityShapes(document: DocumentNode, contract?: Contract): ReadonlyMap<string, Shape> {
  const compiler = { contract, fragments: fragmentsOf(document) };
  const shapes = new Map<string, Shape>();
  for (const root of operationOf(document)?.selectionSet.selections ?? []) {
    if (root.kind !== Kind.FIELD) continue;
    for (const node of root.selectionSet?.selections ?? []) {
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? compiler.fragments.get(node.name.value) : node;
      if (fragment?.kind === Kind.FIELD || !fragment?.typeCondition) continue;
      const type = fragment.typeCondition.name.value;
      const shape = compile(fragment.selectionSet.selections, type, compiler);
      shapes.set(type, new Map([...(shapes.get(type) ?? []), ...shape]));
    }
  }
  return shapes;
}

function operationOf(document: DocumentNode) {
  return document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
}

function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((node) => [node.name.value, node]));
}

interface Compiler {
  readonly contract: Contract | undefined;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

function compile(
  selections: readonly SelectionNode[],
  type: string,
  compiler: Compiler,
): Map<string, ShapeNode> {
  const shape = new Map<string, ShapeNode>();
  for (const node of selections) {
    if (node.kind !== Kind.FIELD) {
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? compiler.fragments.get(node.name.value) : node;
      if (!fragment) continue;
      const inner = compile(
        fragment.selectionSet.selections,
        fragment.typeCondition?.name.value ?? type,
        compiler,
      );
      for (const [key, child] of inner) shape.set(key, merge(shape.get(key), child));
      continue;
    }
    const known = compiler.contract?.types.get(type)?.get(node.name.value);
    const children = node.selectionSet
      ? compile(node.selectionSet.selections, known?.type ?? '', compiler)
      : null;
    const key = node.alias?.value ?? node.name.value;
    shape.set(key, merge(shape.get(key), { field: node.name.value, children, known }));
  }
  return shape;
}

function merge(before: ShapeNode | undefined, node: ShapeNode): ShapeNode {
  if (!before?.children || !node.children) return node;
  const children = new Map(before.children);
  for (const [key, child] of node.children) children.set(key, merge(children.get(key), child));
  return { ...node, children };
}

/**
 * Copies of an answer what was asked for and nothing else, so that a subgraph cannot lay its own values over
 * another owner's fields where the parts are merged. Keys that it left out are null, as are those cut away.
 * Where the type of an object is known, its `__typename` is that and not what the answer says; where it is one of a
 * union's, what the answer says has to be one of the contract's members.
 *
 * @throws ForeignShape when a value has another form than was asked for, or an id names another company as owner
 */
export function project(
  value: unknown,
  shape: Shape,
  source: AnswerSource,
  type?: string | ReadonlySet<string>,
): Record<string, unknown> | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'object' || Array.isArray(value)) throw new ForeignShape('an object was expected');
  const given = value as Readonly<Record<string, unknown>>;
  const read = (key: string, node: ShapeNode) => {
    const found = Object.hasOwn(given, key) ? given[key] : null;
    return node.field === '__typename' && type !== undefined
      ? typeName(found, type)
      : projectField(found, node, source);
  };
  // An alias may be any name, `__proto__` among them: entries become own keys, an assignment might not.
  return Object.fromEntries([...shape].map(([key, node]) => [key, read(key, node)]));
}

function typeName(found: unknown, type: string | ReadonlySet<string>): string {
  if (typeof type === 'string') return type;
  if (typeof found !== 'string' || !type.has(found)) throw new ForeignShape('no member of the union');
  return found;
}

function projectField(value: unknown, node: ShapeNode, source: AnswerSource): unknown {
  if (value === null || value === undefined) return null;
  if (node.known && node.known.list !== Array.isArray(value))
    throw new ForeignShape(`"${node.field}" is no list, or is one`);
  if (Array.isArray(value)) return value.map((item) => projectItem(item, node, source));
  return projectItem(value, node, source);
}

function projectItem(value: unknown, node: ShapeNode, source: AnswerSource): unknown {
  if (value === null || value === undefined) return null;
  if (node.children) {
    return Array.isArray(value)
      ? value.map((item) => projectItem(item, node, source))
      : project(value, node.children, source, objectType(node, source));
  }
  if (source.contract && !isLeaf(value, node, source.contract))
    throw new ForeignShape(`"${node.field}" has the wrong type`);
  if (node.field === 'id' && source.owner !== null && namesAnotherOwner(value, source.owner)) {
    throw new ForeignShape('an id of another owner');
  }
  return value;
}

/** The type that the contract gives an object, or the members of its union; absent where it is not the contract's. */
function objectType(
  { known }: ShapeNode,
  { contract }: AnswerSource,
): string | ReadonlySet<string> | undefined {
  if (!known || !contract) return undefined;
  return contract.types.has(known.type) ? known.type : contract.unions.get(known.type);
}

function namesAnotherOwner(value: unknown, owner: string): boolean {
  const named = parseId(value)?.owner;
  return named !== undefined && named !== null && named !== owner;
}

const LEAVES: Readonly<Record<string, (value: unknown) => boolean>> = {
  ID: (value) => typeof value === 'string',
  String: (value) => typeof value === 'string',
  DateTime: (value) => typeof value === 'string',
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value),
  Float: (value) => typeof value === 'number',
};

function isLeaf(value: unknown, node: ShapeNode, contract: Contract): boolean {
  if (node.field === '__typename') return typeof value === 'string';
  const type = node.known?.type ?? '';
  const values = contract.enums.get(type);
  if (values) return typeof value === 'string' && values.has(value);
  return LEAVES[type]?.(value) ?? false;
}
