import { Kind, parse, type ConstDirectiveNode, type ObjectTypeDefinitionNode } from 'graphql';
import { ID_TYPES } from './wire/ids.ts';

/** How many ids `Query.nodes` takes at once. */
export const MOST_NODES = 100;

/**
 * SDL of what the gateway itself serves in a view: `node` and `nodes`, over every type that the view has and that an
 * id can name. The shared layer could not say it, for it does not know companies' types. To it an entity is its id:
 * whatever else is asked of it is its owner's to answer.
 */
export function nodeSdl(sharedSdl: string, companySdl: string): string {
  const named = new Set(Object.values(ID_TYPES));
  const found = new Set([...objectsOf(sharedSdl), ...objectsOf(companySdl)].filter(isKeyedById).map(nameOf));
  const types = [...named].filter((name) => found.has(name)).sort();
  const entities = types.map(
    (name) => `type ${name} implements Node @key(fields: "id", resolvable: false) {
  id: ID!
}`,
  );
  return [HEAD, ...entities].join('\n\n');
}

const HEAD = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])

"Whatever an id names."
interface Node {
  "Carries the type and, for what a company owns, its owner."
  id: ID!
}

type Query {
  "Whatever the id names; null when there is nothing of that id that the caller may see."
  node("The id of anything." id: ID!): Node
  "Whatever each id names, in the order of the ids; null where there is nothing that the caller may see."
  nodes("Up to ${MOST_NODES} ids of anything." ids: [ID!]!): [Node]!
}`;

function objectsOf(sdl: string): readonly ObjectTypeDefinitionNode[] {
  return parse(sdl, { noLocation: true }).definitions.filter(
    (node): node is ObjectTypeDefinitionNode => node.kind === Kind.OBJECT_TYPE_DEFINITION,
  );
}

function nameOf({ name }: ObjectTypeDefinitionNode): string {
  return name.value;
}

function isKeyedById({ directives }: ObjectTypeDefinitionNode): boolean {
  return (directives ?? []).some(isKeyById);
}

/** A key that entities can be asked by. */
function isKeyById({ name, arguments: given = [] }: ConstDirectiveNode): boolean {
  const valueOf = (argument: string) => given.find((one) => one.name.value === argument)?.value;
  const fields = valueOf('fields');
  const resolvable = valueOf('resolvable');
  const unresolvable = resolvable?.kind === Kind.BOOLEAN && !resolvable.value;
  return (
    name.value === 'key' && fields?.kind === Kind.STRING && fields.value.trim() === 'id' && !unresolvable
  );
}
