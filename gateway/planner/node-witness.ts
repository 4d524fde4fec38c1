import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isNonNullType,
  isScalarType,
  Kind,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
} from 'graphql';
import { WITNESS_KEY } from './data-keys.ts';

interface NodeScope {
  readonly schema: GraphQLSchema;
  /** Whether the gateway answers `node` and `nodes` itself. */
  readonly answersNodes: boolean;
}

/** Whether a field is `Query.node` or `Query.nodes`, as the gateway answers them. */
export function isNodeField(
  parent: GraphQLNamedType,
  name: string,
  { schema, answersNodes }: NodeScope,
): boolean {
  return answersNodes && parent === schema.getQueryType() && (name === 'node' || name === 'nodes');
}

/**
 * What is asked of a node beside what the caller asks: a value that its owner never lacks. An id says nothing of
 * whether there is such a thing, or whether the caller may see it; only its owner's answer does.
 */
export function witnesses({ schema }: NodeScope): readonly InlineFragmentNode[] {
  const node = schema.getType('Node');
  if (!isAbstractType(node)) return [];
  return schema.getPossibleTypes(node).flatMap((type) => {
    const witness = witnessOf(type);
    if (!witness) return [];
    return [
      {
        kind: Kind.INLINE_FRAGMENT,
        typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
        selectionSet: {
          kind: Kind.SELECTION_SET,
          selections: [
            {
              kind: Kind.FIELD,
              // Values of one key are of one type, whatever the object's.
              alias: { kind: Kind.NAME, value: `${WITNESS_KEY}_${getNamedType(witness.type).name}` },
              name: { kind: Kind.NAME, value: witness.name },
            },
          ],
        },
      },
    ];
  });
}

/** A field that is never null: on types that several own, only the owner has such (see the rules of nullability). */
function witnessOf(type: GraphQLObjectType): GraphQLField<unknown, unknown> | undefined {
  return Object.values(type.getFields()).find(
    (field) =>
      field.name !== 'id' &&
      field.args.length === 0 &&
      isNonNullType(field.type) &&
      isScalarType(getNullableType(field.type)),
  );
}
