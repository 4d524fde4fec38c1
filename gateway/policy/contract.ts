import { Kind, parse, type FieldDefinitionNode, type TypeNode } from 'graphql';
import { getNamedType } from '#schema/named-type.ts';
import { isTaggedShared } from '#schema/shared-tag.ts';

/** What the company contract says of one field. */
export interface ContractField {
  /** Tagged `shared`: another company may be asked for it. */
  readonly shared: boolean;
  readonly type: string;
  readonly list: boolean;
}

/** The company contract's object types, enums and unions, read once. Any company answers it, so any may be asked by it. */
export interface Contract {
  readonly types: ReadonlyMap<string, ReadonlyMap<string, ContractField>>;
  readonly enums: ReadonlyMap<string, ReadonlySet<string>>;
  /** The members of each union: another company may answer with one of them and with no other type. */
  readonly unions: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads the contract's SDL. A field without `@tag(name: "shared")` is private: that is the default. */
export function readContract(sdl: string): Contract {
  const types = new Map<string, Map<string, ContractField>>();
  const enums = new Map<string, Set<string>>();
  const unions = new Map<string, Set<string>>();
  for (const definition of parse(sdl, { noLocation: true }).definitions) {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) {
      const fields = types.get(definition.name.value) ?? new Map<string, ContractField>();
      for (const field of definition.fields ?? []) fields.set(field.name.value, readField(field));
      types.set(definition.name.value, fields);
    } else if (definition.kind === Kind.ENUM_TYPE_DEFINITION) {
      enums.set(definition.name.value, new Set(definition.values?.map((value) => value.name.value)));
    } else if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      unions.set(definition.name.value, new Set(definition.types?.map((member) => member.name.value)));
    }
  }
  return { types, enums, unions };
}

function readField(field: FieldDefinitionNode): ContractField {
  return { shared: isTaggedShared(field), type: getNamedType(field.type), list: isList(field.type) };
}

function isList(type: TypeNode): boolean {
  return type.kind === Kind.LIST_TYPE || (type.kind === Kind.NON_NULL_TYPE && isList(type.type));
}
