import { execute, parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { parseId } from '#schema/wire/ids.ts';
import type { ObjectType } from '../access/shared-fields.ts';
import type { Context } from '../context.ts';
import { sharedSelection, visibleEntity, type VisibleEntity } from './view-rules.ts';

/** Looks at things of the company with the eyes of the context's principal. */
export type Look = (context: Context, ids: readonly string[]) => Promise<VisibleEntity[]>;

const TYPES: Readonly<Record<string, string>> = {
  par: 'Participant',
  shr: 'Share',
  agt: 'Agent',
  psn: 'Person',
};

const AT_ONCE = 200;

/**
 * Makes the reads that another company can make: the program's own schema, with its guards and resolvers, over every field
 * tagged `shared` of what is asked for.
 *
 * @param schemaOf the schema that is served; not asked before the first look
 */
export function createLook(schemaOf: () => GraphQLSchema, types: readonly ObjectType[]): Look {
  let document: DocumentNode | undefined;
  return async (context, ids) => {
    const schema = schemaOf();
    document ??= parse(everyShared(schema, new Map(types.map((type) => [type.name, type]))));
    const seen: VisibleEntity[] = [];
    for (let start = 0; start < ids.length; start += AT_ONCE)
      seen.push(...(await lookAt(schema, document, context, ids.slice(start, start + AT_ONCE))));
    return seen.sort((a, b) => (a.type + a.id < b.type + b.id ? -1 : 1));
  };
}

function everyShared(schema: GraphQLSchema, types: ReadonlyMap<string, ObjectType>): string {
  const parts = Object.values(TYPES).map((type) => `... on ${type} ${sharedSelection(schema, types, type)}`);
  return `query ($all: [_Any!]!) { _entities(representations: $all) { ${parts.join(' ')} } }`;
}

async function lookAt(
  schema: GraphQLSchema,
  document: DocumentNode,
  contextValue: Context,
  ids: readonly string[],
): Promise<VisibleEntity[]> {
  const all = ids.flatMap((id) => {
    const type = TYPES[parseId(id)?.kind ?? ''];
    return type === undefined ? [] : [{ __typename: type, id }];
  });
  const { data, errors } = await execute({ schema, document, contextValue, variableValues: { all } });
  if (errors?.[0]) throw errors[0];
  const answers = (data?.['_entities'] ?? []) as readonly unknown[];
  return all.flatMap(({ __typename, id }, index) => visibleEntity(id, __typename, answers[index]) ?? []);
}
