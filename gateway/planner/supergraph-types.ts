import { Kind, parse, visit, type DirectiveNode } from 'graphql';
import { getNamedType } from '#schema/named-type.ts';
import { readArguments, type ReadArguments } from './required-arguments.ts';

/** What a supergraph says of its types, those hidden from callers included. */
export interface SupergraphTypes {
  readonly objects: ReadonlySet<string>;
  /** The object types of each interface and union. */
  readonly possible: ReadonlyMap<string, ReadonlySet<string>>;
  /** The named type of each field, by type. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /**
   * Names of fields that a planner may ask for beside what the caller asked: of keys, `@requires` and `@provides`.
   * `size(` beside `size` where that is with arguments, and so another value than the caller's plain `size`.
   */
  readonly plannerFields: ReadonlySet<string>;
  /** By `Type.field`: what its `@requires` reads. */
  readonly required: ReadonlyMap<string, ReadArguments>;
  /** By subgraph: the interfaces that it has as `@interfaceObject`, without knowing their objects' own types. */
  readonly interfaceObjects: ReadonlyMap<string, ReadonlySet<string>>;
  readonly roots: Readonly<Record<'query' | 'mutation' | 'subscription', string>>;
}

/** Reads a supergraph's SDL. */
export function readSupergraphTypes(supergraphSdl: string): SupergraphTypes {
  const objects = new Set<string>();
  const possible = new Map<string, Set<string>>();
  const fields = new Map<string, Map<string, string>>();
  const plannerFields = new Set<string>();
  const required = new Map<string, ReadArguments>();
  const interfaceObjects = new Map<string, Set<string>>();
  const graphs = new Map<string, string>();
  const roots = { query: 'Query', mutation: 'Mutation', subscription: 'Subscription' };
  const add = (abstract: string, object: string) =>
    possible.set(abstract, (possible.get(abstract) ?? new Set()).add(object));

  for (const node of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (node.kind === Kind.SCHEMA_DEFINITION) {
      for (const { operation, type } of node.operationTypes) roots[operation] = type.name.value;
    } else if (node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph') {
      for (const { name, directives } of node.values ?? [])
        graphs.set(name.value, argumentOf(directives?.[0], 'name') ?? '');
    } else if (node.kind === Kind.UNION_TYPE_DEFINITION) {
      for (const member of node.types ?? []) add(node.name.value, member.name.value);
    } else if (node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      const name = node.name.value;
      if (node.kind === Kind.OBJECT_TYPE_DEFINITION) {
        objects.add(name);
        for (const implemented of node.interfaces ?? []) add(implemented.name.value, name);
      }
      fields.set(
        name,
        new Map((node.fields ?? []).map((field) => [field.name.value, getNamedType(field.type)])),
      );
      for (const field of node.fields ?? [])
        for (const fieldSet of (field.directives ?? []).map((one) => argumentOf(one, 'requires')))
          if (fieldSet !== undefined) required.set(`${name}.${field.name.value}`, readArguments(fieldSet));
      for (const directive of node.directives ?? []) {
        if (argumentOf(directive, 'isInterfaceObject') !== 'true') continue;
        const graph = argumentOf(directive, 'graph') ?? '';
        interfaceObjects.set(graph, (interfaceObjects.get(graph) ?? new Set()).add(name));
      }
      visit(node, {
        Directive: (directive) => {
          noteFields(directive, plannerFields);
        },
      });
    }
  }
  const named = [...interfaceObjects].map(([graph, names]) => [graphs.get(graph) ?? graph, names] as const);
  return { objects, possible, fields, plannerFields, required, interfaceObjects: new Map(named), roots };
}

function argumentOf(directive: DirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value && 'value' in value ? String(value.value) : undefined;
}

const FIELD_SETS = ['key', 'requires', 'provides'];

function noteFields({ name, arguments: given }: DirectiveNode, into: Set<string>): void {
  if (!name.value.startsWith('join__')) return;
  for (const { name: argument, value } of given ?? []) {
    if (!FIELD_SETS.includes(argument.value) || value.kind !== Kind.STRING) continue;
    for (const [word] of value.value.matchAll(/[_A-Za-z]\w*\(?/g)) into.add(word).add(word.replace('(', ''));
  }
}

/** Whether an object of `type` is one of `condition`: the same, or a member of it. */
export function isOfType(type: string, condition: string, { possible }: SupergraphTypes): boolean {
  return type === condition || possible.get(condition)?.has(type) === true;
}
