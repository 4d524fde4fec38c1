import { Kind, type TypeNode } from 'graphql';

/** The name at the heart of a type reference, without its lists and exclamation marks. */
export function getNamedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : getNamedType(type.type);
}
