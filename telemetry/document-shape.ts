import { Kind, parse, print, visit, type ValueNode } from 'graphql';

/** Longer documents are not shown, in characters. */
const LONGEST = 20_000;
/** Of what is shown. */
const MOST_SHOWN = 2_000;

/**
 * What a document asks, without anything that its writer could have put a word of their own in: names of operations and
 * fragments, aliases, variables' names, values and comments are gone. Null for what is too long or no GraphQL.
 */
export function documentShape(query: string): string | null {
  if (query.length > LONGEST) return null;
  try {
    const shape = print(visit(parse(query, { noLocation: true }), ANONYMOUS)).replace(/\s+/g, ' ');
    return shape.length > MOST_SHOWN ? `${shape.slice(0, MOST_SHOWN)}…` : shape;
  } catch {
    return null;
  }
}

const SOMETHING: ValueNode = { kind: Kind.ENUM, value: '_' };
const unnamed = { kind: Kind.NAME, value: '_' } as const;

const ANONYMOUS = {
  OperationDefinition: {
    leave: (node: object) => ({ ...node, name: undefined, variableDefinitions: [] }),
  },
  FragmentDefinition: { leave: (node: object) => ({ ...node, name: unnamed }) },
  FragmentSpread: { leave: (node: object) => ({ ...node, name: unnamed }) },
  Field: { leave: (node: object) => ({ ...node, alias: undefined }) },
  Argument: { leave: (node: object) => ({ ...node, value: SOMETHING }) },
};
