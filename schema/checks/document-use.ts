import {
  parse,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';

/** An operation that somebody really sends: registered by its company, or recorded. */
export interface KnownDocument {
  readonly company: string;
  /** The operation's name, or its hash. */
  readonly name: string;
  readonly text: string;
}

/** A document with what it uses of a schema. */
export interface DocumentUse {
  readonly document: KnownDocument;
  /** `Type`, `Type.field`, `Type.field.argument`, `Enum.VALUE`, `Input.field`. */
  readonly uses: ReadonlySet<string>;
}

/** What each document uses of the schema that it was written for. One that does not fit that schema is left out: no change breaks it. */
export function documentUses(documents: readonly KnownDocument[], schema: GraphQLSchema): DocumentUse[] {
  return documents.flatMap((document) => {
    const node = parsed(document.text);
    if (!node || validate(schema, node).length > 0) return [];
    return [{ document, uses: usesOf(node, schema) }];
  });
}

/** The documents that do not fit the schema any more. */
export function brokenDocuments(uses: readonly DocumentUse[], schema: GraphQLSchema): DocumentUse[] {
  return uses.filter(({ document }) => {
    const node = parsed(document.text);
    return !node || validate(schema, node).length > 0;
  });
}

function usesOf(node: DocumentNode, schema: GraphQLSchema): ReadonlySet<string> {
  const uses = new Set<string>();
  const info = new TypeInfo(schema);
  const field = () => {
    const [parent, definition] = [info.getParentType(), info.getFieldDef()];
    if (!parent || !definition) return;
    uses.add(parent.name).add(`${parent.name}.${definition.name}`);
    uses.add(bareName(definition.type));
  };
  visit(
    node,
    visitWithTypeInfo(info, {
      Field: field,
      Argument: () => {
        const [parent, definition, argument] = [info.getParentType(), info.getFieldDef(), info.getArgument()];
        if (parent && definition && argument) uses.add(`${parent.name}.${definition.name}.${argument.name}`);
      },
      EnumValue: ({ value }) => {
        const type = bareName(info.getInputType());
        uses.add(type).add(`${type}.${value}`);
      },
      ObjectField: ({ name }) => {
        const type = bareName(info.getParentInputType());
        uses.add(type).add(`${type}.${name.value}`);
      },
      NamedType: ({ name }) => void uses.add(name.value),
    }),
  );
  return uses;
}

/** A type reference's name, without lists and exclamation marks. */
function bareName(type: unknown): string {
  return String(type).replace(/[[\]!]/g, '');
}

function parsed(text: string): DocumentNode | null {
  try {
    return parse(text, { noLocation: true });
  } catch {
    return null;
  }
}
