import {
  Kind,
  parse,
  print,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';

/** A field or an input field. */
export type FieldNode = FieldDefinitionNode | InputValueDefinitionNode;

/** A type with all its definitions and extensions merged. */
export interface SdlType {
  readonly name: string;
  /** `object`, `interface`, `union`, `enum`, `input` or `scalar`. */
  readonly kind: string;
  readonly fields: Map<string, FieldNode>;
  /** Enum values, union members and interfaces, by name. */
  readonly members: Set<string>;
  readonly directives: ConstDirectiveNode[];
}

/** An SDL as the rules see it. */
export interface SdlModel {
  readonly types: ReadonlyMap<string, SdlType>;
  readonly definitions: readonly DefinitionNode[];
}

/** Reads an SDL; throws GraphQL's syntax error, also beyond `maxTokens`. Nothing is validated: that is what the rules are for. */
export function readSdl(sdl: string, maxTokens?: number): SdlModel {
  const { definitions } = parse(sdl, { noLocation: true, maxTokens });
  const types = new Map<string, SdlType>();
  for (const definition of definitions) if (isType(definition)) addType(types, definition);
  return { types, definitions };
}

type TypeNode = TypeDefinitionNode | TypeExtensionNode;

function isType(node: DefinitionNode): node is TypeNode {
  return node.kind in KINDS;
}

const KINDS: Partial<Record<Kind, string>> = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.OBJECT_TYPE_EXTENSION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
};

function addType(types: Map<string, SdlType>, node: TypeNode): void {
  const name = node.name.value;
  const type = types.get(name) ?? emptyType(name, KINDS[node.kind] ?? '');
  if ('fields' in node) for (const field of node.fields ?? []) type.fields.set(field.name.value, field);
  if ('interfaces' in node)
    for (const { name: member } of node.interfaces ?? []) type.members.add(member.value);
  if ('types' in node) for (const { name: member } of node.types ?? []) type.members.add(member.value);
  if ('values' in node) for (const { name: member } of node.values ?? []) type.members.add(member.value);
  type.directives.push(...(node.directives ?? []));
  types.set(name, type);
}

function emptyType(name: string, kind: string): SdlType {
  return { name, kind, fields: new Map(), members: new Set(), directives: [] };
}

/** The directives of that name, printed and sorted, so that two places can be compared. */
export function printedDirectives(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined },
  name: string,
): string[] {
  const found = (node.directives ?? []).filter((directive) => directive.name.value === name);
  return found.map((directive) => print(directive)).sort();
}

/** A field's type and arguments as text, without descriptions and directives. */
export function signatureOf(field: FieldNode): string {
  const args = 'arguments' in field ? (field.arguments ?? []) : [];
  const printed = args
    .map((argument) => `${argument.name.value}: ${print(argument.type)}${defaultOf(argument)}`)
    .sort();
  return `${printed.length > 0 ? `(${printed.join(', ')})` : ''}: ${print(field.type)}`;
}

function defaultOf(argument: InputValueDefinitionNode): string {
  return argument.defaultValue ? ` = ${print(argument.defaultValue)}` : '';
}
