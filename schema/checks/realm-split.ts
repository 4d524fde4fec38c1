import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  print,
  type DefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import type { OwnedNames } from './owned-names.ts';
import { standsByItself, type RealmNode } from './realm-independence.ts';
import type { SdlModel } from './sdl-model.ts';

/** A company's SDL in two: what anybody else may declare something of, and what nobody else can. */
export interface SplitSdl {
  /** The first, as SDL. */
  readonly base: string;
  /** Whether the base is a schema by itself: nothing in it has lost all its fields to the realm. */
  readonly whole: boolean;
  /** The second, as SDL: types of the company's own, and the fields that it adds to types of the base. */
  readonly realm: string;
  /** What the realm declares: `Type`, and `Type.field` on types of the base. */
  readonly coordinates: readonly string[];
}

/**
 * Takes a company's realm out of its SDL, which has passed every rule. Null where the realm does not stand by itself: then
 * nothing can be said of it without composing it alone.
 */
export function splitSdl(sdl: SdlModel, owned: OwnedNames): SplitSdl | null {
  const parts = sdl.definitions.map((node) => splitDefinition(node, owned));
  const realm = parts.flatMap((part) => part.realm ?? []);
  if (parts.some(({ empty }) => empty) || !standsByItself(realm, sdl, owned)) return null;
  const kept = parts.flatMap(({ base }) => base ?? []);
  const lost = lostTypes(parts, owned);
  return {
    // That a type is there at all makes a difference, even where nothing of it is left to print.
    base: [...kept.map((node) => print(node)), ...lost.map((name) => `# ${name}`)].join('\n'),
    whole: parts.every(({ bare }) => !bare) && lost.length === 0,
    realm: realm.map((node) => print(node)).join('\n'),
    coordinates: realm.flatMap((node) => coordinatesOf(node, owned)),
  };
}

interface Parts {
  readonly base?: DefinitionNode;
  readonly realm?: RealmNode;
  /** It had no fields to begin with: with another company's beside it, that would not be seen. */
  readonly empty?: boolean;
  /** All its fields went into the realm. */
  readonly bare?: boolean;
}

function splitDefinition(node: DefinitionNode, owned: OwnedNames): Parts {
  if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) return { base: node };
  const fields = owned.types.get(node.name.value);
  if (!fields) return { realm: node };
  return isObject(node) ? splitObject(node, fields) : { base: node };
}

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

function isObject(node: DefinitionNode): node is ObjectNode {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
}

function splitObject(node: ObjectNode, owned: ReadonlySet<string>): Parts {
  const all = node.fields ?? [];
  const known = all.filter(({ name }) => owned.has(name.value));
  if (all.length === 0) return { base: node, empty: true };
  if (known.length === all.length) return { base: node };
  const fields = all.filter(({ name }) => !owned.has(name.value));
  const realm = { kind: Kind.OBJECT_TYPE_EXTENSION, name: node.name, fields } as const;
  const said = [...(node.directives ?? []), ...(node.interfaces ?? [])].length > 0;
  // Nothing is left to extend by: such an extension could not be printed.
  if (known.length === 0 && node.kind === Kind.OBJECT_TYPE_EXTENSION && !said) return { realm };
  return { base: { ...node, fields: known }, realm, bare: known.length === 0 };
}

/** Types of others that the company has by its realm's fields alone. */
function lostTypes(parts: readonly Parts[], owned: OwnedNames): string[] {
  const kept = new Set(parts.flatMap(({ base }) => (base && isObject(base) ? base.name.value : [])));
  const extended = parts.flatMap(({ realm }) => realm?.name.value ?? []);
  return [...new Set(extended)].filter((name) => owned.types.has(name) && !kept.has(name)).sort();
}

function coordinatesOf(node: RealmNode, { types }: OwnedNames): string[] {
  const name = node.name.value;
  if (!types.has(name) || !isObject(node)) return [name];
  return (node.fields ?? []).map((field) => `${name}.${field.name.value}`);
}
