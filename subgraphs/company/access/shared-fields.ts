import { Kind, parse, type DefinitionNode, type ObjectTypeDefinitionNode } from 'graphql';
import { isTaggedShared } from '#schema/shared-tag.ts';

/** What an SDL says about its object types, in plain words. */
export interface ObjectType {
  readonly name: string;
  readonly fields: readonly string[];
  /** The fields that may cross to another company. All others are private. */
  readonly sharedFields: ReadonlySet<string>;
}

/**
 * Reads the object types of an SDL and which of their fields are tagged `shared`. Types that are written in several
 * parts (`extend type`) are joined.
 *
 * @throws GraphQLError when the SDL does not parse
 */
export function objectTypes(sdl: string): readonly ObjectType[] {
  const types = new Map<string, { name: string; fields: string[]; sharedFields: Set<string> }>();
  for (const part of parse(sdl, { noLocation: true }).definitions.filter(isObjectType)) {
    const name = part.name.value;
    const type = types.get(name) ?? { name, fields: [], sharedFields: new Set<string>() };
    for (const field of part.fields ?? []) {
      type.fields.push(field.name.value);
      if (isTaggedShared(field)) type.sharedFields.add(field.name.value);
    }
    types.set(name, type);
  }
  return [...types.values()];
}

type ObjectTypePart = Pick<ObjectTypeDefinitionNode, 'name' | 'fields'>;

function isObjectType(node: DefinitionNode): node is DefinitionNode & ObjectTypePart {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.OBJECT_TYPE_EXTENSION;
}
