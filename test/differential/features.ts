import {
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isUnionType,
  Kind,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type ConstDirectiveNode,
  type GraphQLSchema,
} from 'graphql';
import type { Graph } from '#gateway/executor/compiled/testing/rich-graph.ts';

/** What of federation stands at each type, `T`, and field, `T.f`, of a graph. */
export type GraphFeatures = ReadonlyMap<string, ReadonlySet<string>>;

/** Reads what of federation a graph's subgraphs use, and where. */
export function featuresOf({ subgraphs }: Graph): GraphFeatures {
  const features = new Map<string, Set<string>>();
  const note = (place: string, found: readonly string[]) =>
    features.set(place, new Set([...(features.get(place) ?? []), ...found]));
  for (const { definitions } of Object.values(subgraphs).map((sdl) => parse(sdl)))
    for (const node of definitions) {
      if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue;
      const type = node.name.value;
      const ofType = (node.directives ?? []).flatMap(featureOf);
      note(type, keysOf(node.directives ?? []));
      for (const { name, directives = [] } of node.fields ?? [])
        note(`${type}.${name.value}`, [
          ...directives.flatMap(featureOf),
          ...ofType.filter((one) => one === '@interfaceObject'),
        ]);
    }
  return features;
}

function featureOf({ name: { value: name }, arguments: given = [] }: ConstDirectiveNode): readonly string[] {
  const [first] = given;
  const fields = first?.value.kind === Kind.STRING ? first.value.value : '';
  if (name === 'requires')
    return [
      '@requires',
      ...(fields.includes('(') ? ['@requires with arguments'] : []),
      ...(fields.includes('{') ? ['@requires of an object'] : []),
    ];
  return ['provides', 'shareable', 'override', 'interfaceObject'].includes(name) ? [`@${name}`] : [];
}

function keysOf(directives: readonly ConstDirectiveNode[]): readonly string[] {
  const keys = directives.filter(({ name }) => name.value === 'key');
  const texts = keys.flatMap(({ arguments: given = [] }) =>
    given.map(({ name, value }) => `${name.value} ${'value' in value ? String(value.value) : ''}`),
  );
  return [
    ...(keys.length > 1 ? ['several keys'] : []),
    ...(texts.some((text) => /^fields .*[ {]/.test(text.slice(0)) && / .* /.test(text))
      ? ['composite keys']
      : []),
    ...(texts.includes('resolvable false') ? ['keys that are not resolvable'] : []),
  ];
}

/** What of GraphQL and of federation a query asks. */
export function featuresIn(query: string, schema: GraphQLSchema, graph: GraphFeatures): ReadonlySet<string> {
  const found = new Set<string>();
  const info = new TypeInfo(schema);
  visit(
    parse(query),
    visitWithTypeInfo(info, {
      OperationDefinition: ({ operation }) => void found.add(operation),
      VariableDefinition: ({ defaultValue }) =>
        void found.add(defaultValue ? 'a variable with a default' : 'a variable'),
      Directive: ({ name }) => void found.add(`@${name.value}`),
      FragmentSpread: () => void found.add('a named fragment'),
      InlineFragment: () => {
        const type = info.getType();
        if (type && isInterfaceType(getNamedType(type))) found.add('a fragment on an interface');
        if (type && isUnionType(getNamedType(type))) found.add('a fragment on a union');
      },
      Field: ({ alias, name, arguments: given = [] }) => {
        if (alias) found.add('an alias');
        if (given.length > 0) found.add('arguments');
        for (const one of fieldFeatures(name.value, info, graph)) found.add(one);
      },
    }),
  );
  return found;
}

function fieldFeatures(name: string, info: TypeInfo, graph: GraphFeatures): readonly string[] {
  const parent = info.getParentType()?.name ?? '';
  const type = info.getType();
  const inner = type && getNullableType(type);
  const named = type && getNamedType(type);
  return [
    ...(graph.get(`${parent}.${name}`) ?? []),
    ...(named ? (graph.get(named.name) ?? []) : []),
    ...(isListType(inner) && isListType(getNullableType(inner.ofType)) ? ['a list of lists'] : []),
    ...(isInterfaceType(named) ? ['an interface'] : []),
    ...(isUnionType(named) ? ['a union'] : []),
  ];
}
