import {
  Kind,
  print,
  visit,
  type ConstDirectiveNode,
  type ConstValueNode,
  type DefinitionNode,
  type SchemaDefinitionNode,
  type SchemaExtensionNode,
} from 'graphql';
import type { SdlModel } from './sdl-model.ts';
import type { Violation } from './violation.ts';

/** What a company may write on its schema. Whatever is not here is refused: what federation adds tomorrow, too. */
const ALLOWED = new Set([
  'key',
  'shareable',
  'tag',
  'deprecated',
  'specifiedBy',
  'oneOf',
  'cost',
  'listSize',
]);
const IMPORTABLE = new Set(['@key', '@shareable', '@tag', '@cost', '@listSize']);
const FEDERATION = /^https:\/\/specs\.apollo\.dev\/federation\/v2\.\d{1,2}$/;

/**
 * A company uses federation's `@key`, `@shareable`, `@tag`, `@cost` and `@listSize` under their own names, and nothing else
 * of it (the last two can make its operations dearer and nothing cheaper than the gateway counts at least):
 * `@override`, `@external`, `@requires`, `@provides`, `@interfaceObject`, `@composeDirective` and `@inaccessible`
 * reach into what others own, under these names or any that an import, a `@link(as:)` or a namespace gives them.
 */
export function checkDirectives(company: SdlModel): Violation[] {
  return [...checkLinked(company), ...company.definitions.flatMap(checkDefinition)];
}

/** Without the link, composition reads the SDL by federation 1's rules, where anybody may share anything. */
function checkLinked({ definitions }: SdlModel): Violation[] {
  const schemas = definitions.filter(
    (node) => node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION,
  );
  const links = schemas
    .flatMap((node) => node.directives ?? [])
    .filter((directive) => directive.name.value === 'link');
  return links.length === 1 ? [] : [violation('schema', 'links federation v2 once, and nothing else')];
}

function checkDefinition(definition: DefinitionNode): Violation[] {
  switch (definition.kind) {
    case Kind.DIRECTIVE_DEFINITION:
      return [violation(`@${definition.name.value}`, 'a company defines no directives')];
    case Kind.SCHEMA_DEFINITION:
    case Kind.SCHEMA_EXTENSION:
      return checkSchema(definition);
    default:
      return usedDirectives(definition)
        .filter((name) => !ALLOWED.has(name))
        .map((name) => violation(`@${name}`, `"@${name}" is not open to companies`));
  }
}

function usedDirectives(definition: DefinitionNode): string[] {
  const names = new Set<string>();
  visit(definition, { Directive: (node) => void names.add(node.name.value) });
  return [...names];
}

const ROOTS: Readonly<Record<string, string>> = {
  query: 'Query',
  mutation: 'Mutation',
  subscription: 'Subscription',
};

function checkSchema(node: SchemaDefinitionNode | SchemaExtensionNode): Violation[] {
  const renamed = (node.operationTypes ?? []).filter(
    ({ operation, type }) => type.name.value !== ROOTS[operation],
  );
  return [
    ...renamed.map(({ type }) => violation('schema', `"${type.name.value}" may not be a root type`)),
    ...(node.directives ?? []).flatMap(checkLink),
  ];
}

function checkLink(directive: ConstDirectiveNode): Violation[] {
  if (directive.name.value !== 'link')
    return [violation('schema', `"@${directive.name.value}" is not open to companies`)];
  const args = new Map((directive.arguments ?? []).map((argument) => [argument.name.value, argument.value]));
  const url = args.get('url');
  if (url?.kind !== Kind.STRING || !FEDERATION.test(url.value)) {
    return [violation('schema', 'only https://specs.apollo.dev/federation/v2.x may be linked')];
  }
  const others = [...args.keys()].filter((name) => name !== 'url' && name !== 'import');
  return [
    ...others.map((name) => violation('schema', `"@link(${name}:)" is not open to companies`)),
    ...importsOf(args.get('import'))
      .filter((printed) => !IMPORTABLE.has(printed))
      .map(refuseImport),
  ];
}

/** Plain imports by their name; any other form, such as one with `as`, as it is printed, which is on no list. */
function importsOf(value: ConstValueNode | undefined): string[] {
  if (value === undefined) return [];
  const values = value.kind === Kind.LIST ? value.values : [value];
  return values.map((item) => (item.kind === Kind.STRING ? item.value : print(item)));
}

function refuseImport(printed: string): Violation {
  return violation(
    'schema',
    `"${printed}" may not be imported; only ${[...IMPORTABLE].join(', ')} under their own names`,
  );
}

function violation(coordinate: string, message: string): Violation {
  return { rule: 'directives', coordinate, message };
}
