import {
  getNamedType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  Kind,
  parse,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import { someJson } from './grammar.ts';

/** Extra keys: what objects are made of in JavaScript, and what nobody asked for. */
const EXTRAS = [
  '"__proto__":{"polluted":1}',
  '"constructor":{"prototype":{}}',
  '"toString":null',
  '"name ":7',
  '"more":[{}]',
];

/** Answers an operation as its schema says, or here and there otherwise. Gives the answer's JSON text. */
export function hostileAnswer(query: string, schema: GraphQLSchema, choices: Choices): string {
  const { definitions } = parse(query);
  const fragments = new Map(
    definitions
      .filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  const operation = definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const root = schema.getQueryType();
  if (!operation || !root) throw new Error(`no query: ${query}`);
  return `{"data":${new Answering(schema, fragments, choices).object(root, [operation.selectionSet], false)}}`;
}

class Answering {
  readonly #schema: GraphQLSchema;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #choices: Choices;

  constructor(
    schema: GraphQLSchema,
    fragments: ReadonlyMap<string, FragmentDefinitionNode>,
    choices: Choices,
  ) {
    this.#schema = schema;
    this.#fragments = fragments;
    this.#choices = choices;
  }

  /** An object of a type; `lying`, it may say that it is of any other. */
  object(type: GraphQLObjectType, sets: readonly SelectionSetNode[], lying: boolean): string {
    const entries: string[] = [];
    for (const [key, nodes] of this.#fieldsOf(type, sets)) {
      const name = nodes[0]?.name.value ?? '';
      const field = type.getFields()[name];
      const inner = nodes.flatMap(({ selectionSet }) => (selectionSet ? [selectionSet] : []));
      if (name === '__typename') entries.push(`${JSON.stringify(key)}:${this.#typename(type, lying)}`);
      else if (field) entries.push(`${JSON.stringify(key)}:${this.#value(field.type, inner)}`);
    }
    // Nobody asked, and yet it is said: graphql-js, beside which the answer is read, has to know.
    if (!this.#asksType(type, sets)) entries.push(`"__typename":${JSON.stringify(type.name)}`);
    if (this.#choices.below(5) === 4) entries.push(this.#choices.of(EXTRAS));
    return `{${entries.join()}}`;
  }

  #asksType(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): boolean {
    return this.#fieldsOf(type, sets).has('__typename');
  }

  #typename(type: GraphQLObjectType, lying: boolean): string {
    const lies = ['"Nobody"', '7', 'null', '"__proto__"', '{}'];
    return lying && this.#choices.below(4) === 3 ? this.#choices.of(lies) : JSON.stringify(type.name);
  }

  #value(type: GraphQLOutputType, sets: readonly SelectionSetNode[]): string {
    const choices = this.#choices;
    if (choices.left() && choices.below(14) === 13)
      return choices.below(3) === 2 ? '1e999' : JSON.stringify(someJson(choices));
    if (isNonNullType(type)) return this.#value(type.ofType, sets);
    if (!choices.left() || choices.below(8) === 7) return 'null';
    if (isListType(type)) {
      const items = Array.from({ length: choices.below(3) }, () => this.#value(type.ofType, sets));
      return `[${items.join()}]`;
    }
    const named = getNamedType(type);
    if (isObjectType(named)) return this.object(named, sets, true);
    if (isAbstractType(named))
      return this.object(choices.of(this.#schema.getPossibleTypes(named)), sets, isUnionType(named));
    if (isEnumType(named)) return choices.of(['"GOOD"', '"BAD"', '"good"', '0']);
    return choices.of(LEAVES[named.name] ?? ['"a"', '{"a":[1,{}]}', 'null', '0', '-0', '1e999']);
  }

  #fieldsOf(
    type: GraphQLObjectType,
    sets: readonly SelectionSetNode[],
    into = new Map<string, FieldNode[]>(),
  ) {
    for (const node of sets.flatMap(({ selections }) => selections)) {
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value;
        into.set(key, [...(into.get(key) ?? []), node]);
        continue;
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.#fragments.get(node.name.value) : node;
      const condition = fragment?.typeCondition?.name.value ?? type.name;
      const named = this.#schema.getType(condition);
      const applies =
        condition === type.name || (isAbstractType(named) && this.#schema.isSubType(named, type));
      if (fragment && applies) this.#fieldsOf(type, [fragment.selectionSet], into);
    }
    return into;
  }
}

const LEAVES: Readonly<Record<string, readonly string[]>> = {
  Int: ['0', '-0', '2147483647', '-2147483648', '2147483648', '1.0', '1.5', '"1"', '1e2'],
  Float: ['0', '-0', '1.5', '1e21', '5e-324', '0.1', '1e-7', '1e999', '"1"'],
  Boolean: ['true', 'false', '0', '"true"'],
  ID: ['"a"', '7', '-0', '1e21', '1.5', '9007199254740993', '""'],
  String: ['"a"', '"\\ud800"', '"\\u2028\\u0000"', '"\\"\\\\"', '"😀"', '7', '""'],
};
