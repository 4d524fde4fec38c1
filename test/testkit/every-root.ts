import { getNamedType, isCompositeType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { selectEverything, type FieldArguments } from './every-field.ts';

/** The fields of a view's `Query`. */
export function rootFields(schema: GraphQLSchema): GraphQLField<unknown, unknown>[] {
  return Object.values(schema.getQueryType()?.getFields() ?? {});
}

/**
 * Every field that can be reached from one field of `Query`, in a document of its own: one document for them all follows
 * each type's fields a few times only, and what is asked for first would use them up.
 *
 * @param given the root field's own arguments; a full page when left out and there are pages
 */
export function everythingOf(schema: GraphQLSchema, name: string, given?: string): string {
  const field = rootFields(schema).find((one) => one.name === name);
  if (!field) throw new Error(`the view has no ${name}`);
  const type = getNamedType(field.type);
  const paged = field.args.some((argument) => argument.name === 'first');
  const args = given ?? (paged ? 'first: 50' : '');
  const selection = isCompositeType(type) ? selectEverything(schema, type, LATEST).text : '';
  return `query Everything { ${name}${args === '' ? '' : `(${args})`} ${selection} }`;
}

const LATEST: FieldArguments = { 'Team.events': 'last: 100', 'Thread.messages': 'last: 100' };
