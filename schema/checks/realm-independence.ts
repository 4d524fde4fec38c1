import {
  Kind,
  specifiedScalarTypes,
  type ConstDirectiveNode,
  type ConstValueNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeExtensionNode,
} from 'graphql';
import { getNamedType } from '../named-type.ts';
import type { OwnedNames } from './owned-names.ts';
import type { SdlModel } from './sdl-model.ts';

const BUILT_IN = new Set(specifiedScalarTypes.map(({ name }) => name));

/** A definition of a realm. */
export type RealmNode = TypeDefinitionNode | TypeExtensionNode;

/**
 * Whether a realm composes beside other companies' realms exactly as it does without them. Each condition shuts a way in
 * which a neighbour could make up for what is wrong with it, or change what becomes of a type that composition merges.
 */
export function standsByItself(realm: readonly RealmNode[], company: SdlModel, owned: OwnedNames): boolean {
  return realm.every((node) => isIndependent(node, { company, owned }));
}

interface Surroundings {
  readonly company: SdlModel;
  readonly owned: OwnedNames;
}

function isIndependent(node: RealmNode, around: Surroundings): boolean {
  const name = node.name.value;
  return (
    // Composition has names of its own, which begin so or have it within.
    !/^_|__/.test(name) &&
    (node.directives ?? []).every((directive) => isKnownDirective(directive, name, around)) &&
    refersToOwn('interfaces' in node ? node.interfaces : [], around) &&
    refersToOwn('types' in node ? node.types : [], around) &&
    meetsOneInterface(name, around) &&
    (!('fields' in node) || (node.fields ?? []).every((field) => isIndependentField(field, around)))
  );
}

interface Reference {
  readonly name: { readonly value: string };
}

/** What a realm names, its own company declares: not the shared layer alone, and not another company. */
function refersToOwn(names: readonly Reference[] | undefined, { company }: Surroundings): boolean {
  return (names ?? []).every(({ name: { value } }) => company.types.has(value) || BUILT_IN.has(value));
}

/** Of the base's interfaces it has at most one: a type that has two of them would let any document go from one to the other. */
function meetsOneInterface(name: string, { company, owned }: Surroundings): boolean {
  const type = company.types.get(name);
  if (type?.kind !== 'object' && type?.kind !== 'interface') return true;
  return [...type.members].filter((member) => owned.types.has(member)).length <= 1;
}

function isIndependentField(
  field: FieldDefinitionNode | InputValueDefinitionNode,
  around: Surroundings,
): boolean {
  const named = getNamedType(field.type);
  const args = field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : [];
  return (
    refersToOwn([{ name: { value: named } }], around) &&
    !(field.kind === Kind.INPUT_VALUE_DEFINITION && isMergedEnum(named, around)) &&
    (field.directives ?? []).every((directive) => isKnownDirective(directive, named, around)) &&
    args.every((argument) => isIndependentField(argument, around))
  );
}

/** Composition merges an enum in one way or the other by whether anybody takes it as input. */
function isMergedEnum(name: string, { company, owned }: Surroundings): boolean {
  return owned.merged.has(name) && company.types.get(name)?.kind === 'enum';
}

/** Directives that name other places only as far as those are the company's own. One that is not known may do anything. */
function isKnownDirective(directive: ConstDirectiveNode, type: string, { company }: Surroundings): boolean {
  const valueOf = (argument: string) =>
    directive.arguments?.find(({ name }) => name.value === argument)?.value;
  const areFields = (names: readonly string[]) =>
    names.every((name) => company.types.get(type)?.fields.has(name) ?? false);
  switch (directive.name.value) {
    case 'key':
      return areFields(textsIn(valueOf('fields')).flatMap((text) => text.trim().split(/[\s,]+/)));
    case 'listSize':
      return areFields(textsIn(valueOf('sizedFields')));
    default:
      return WITHOUT_NAMES.has(directive.name.value);
  }
}

const WITHOUT_NAMES = new Set(['tag', 'deprecated', 'specifiedBy', 'cost', 'oneOf']);

function textsIn(value: ConstValueNode | undefined): string[] {
  const values = value?.kind === Kind.LIST ? value.values : value ? [value] : [];
  return values.map((item) => (item.kind === Kind.STRING ? item.value : '\0'));
}
