import { CompositionError, composeView } from '#schema/compose.ts';
import { checkCompanySchema } from '#schema/checks/company-schema.ts';
import { SMALL_CONTRACT, SMALL_REALMS, SMALL_SHARED } from '#schema/checks/testing/small-network.ts';
import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import { buildSchema, isObjectType, parse, print, visit, type DirectiveNode } from 'graphql';
import { spoiled } from '../grammar.ts';
import { hold, plainTarget } from '../target.ts';
import { declaredOfOthers, KEY } from './sdl-owners.ts';

const DIRECTIVES = [
  ...[
    '@shareable',
    '@external',
    '@inaccessible',
    '@override(from: "shared")',
    '@requires(fields: "slug")',
    '@tag(name: "shared")',
  ],
  ...[
    '@provides(fields: "title")',
    '@interfaceObject',
    '@key(fields: "id")',
    '@key(fields: "slug")',
    '@key(fields: "id", resolvable: false)',
  ],
  ...[
    '@federation__override(from: "shared")',
    '@o(from: "shared")',
    '@cost(weight: "-1")',
    '@listSize(assumedSize: 0)',
    '@authenticated',
  ],
];
const LINKS = [
  '',
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@override", "@external", "@requires"])',
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", as: "f")',
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@override", as: "@o" }])',
  'directive @o(from: String!) on FIELD_DEFINITION',
  'extend schema @composeDirective(name: "@o")',
];
const FIELDS = [
  'title: String',
  'slug: String!',
  'acmeX: Int',
  'acmelike: Int',
  'thread(id: ID!): Thread',
  'id: ID!',
  'state: State',
  '_service: _Service',
  'acmeT: Thread',
];
const TYPES = [
  'Thread',
  'Query',
  'Agent',
  'Proposal',
  'Lost',
  'AcmeThing',
  'Acmelike',
  'Subscription',
  'Mutation',
  'acmeThing',
  'Workspace',
];
/** Of an abstract type, or one that implements one, and of sets of values. */
const ADDITIONS = [
  'extend enum State { ACME }',
  'extend enum Code { THREE }',
  'enum Mood { GOOD BAD }',
  'extend type Thread implements Named { name: String }',
  'extend type Lost implements Fault',
  'type Proposal implements Named @key(fields: "id") { id: ID! name: String }',
  'union AcmeAny = Agent | Thread',
  'extend interface Fault { acmeX: Int }',
  'extend scalar DateTime @specifiedBy(url: "https://a.example")',
];
const contract = SMALL_CONTRACT;

/**
 * A checker never throws; what passes it declares nothing that others own, and leaves every field of the shared layer
 * with the shared layer.
 */
export const sdl = plainTarget('sdl', 15, (choices) => {
  const parts = Array.from({ length: 1 + choices.below(3) }, () => realm(choices));
  const given = `${choices.below(3) === 2 ? spoiled(contract, choices, DIRECTIVES) : contract}\n${choices.of(LINKS)}\n${parts.join('\n')}`;
  const said = { company: 'acme', companySdl: given, contractSdl: contract, sharedSdl: SMALL_SHARED };
  if (checkCompanySchema(said).length > 0) return;
  const strange = declaredOfOthers(given);
  hold(strange.length === 0, () => `${strange.join()} passed, by\n${parts.join('\n')}`);
  const composed = compose(given);
  if (composed === null) return;
  const now = sharedFields(composed);
  for (const [coordinate, owners] of BEFORE)
    hold(
      now.get(coordinate) === owners,
      () => `${coordinate}: ${owners}, now ${now.get(coordinate) ?? 'gone'}, by\n${parts.join('\n')}`,
    );
});

function realm(choices: Choices): string {
  if (choices.below(3) === 0) return spoiled(choices.of(SMALL_REALMS), choices, [...DIRECTIVES, ...FIELDS]);
  if (choices.below(6) === 0) return choices.of(ADDITIONS);
  const directive = () => (choices.below(2) === 0 ? '' : ` ${choices.of(DIRECTIVES)}`);
  const fields = Array.from({ length: 1 + choices.below(3) }, () => `${choices.of(FIELDS)}${directive()}`);
  const form = choices.of(['type', 'extend type', 'extend type', 'interface', 'extend interface', 'input']);
  return `${form} ${choices.of(TYPES)}${directive()} { ${fields.join(' ')} }`;
}

/** Null where it does not compose: then nothing is served by it. */
function compose(companySdl: string): string | null {
  try {
    return composeView(SMALL_SHARED, companySdl);
  } catch (error) {
    hold(error instanceof CompositionError, () => `composing: ${String(error)}\n${companySdl}`);
    return null;
  }
}

const OWN = buildSchema(SMALL_SHARED, { assumeValidSDL: true });

/** Of each field of the shared layer, by which subgraphs it is resolved, and how. */
function sharedFields(supergraphSdl: string): Map<string, string> {
  const found = new Map<string, string>();
  visit(parse(supergraphSdl), {
    ObjectTypeDefinition({ name, fields = [], directives = [] }) {
      const type = OWN.getType(name.value);
      if (!isObjectType(type)) return;
      const everywhere = joins(directives, 'join__type').map((one) => one.split(' ')[0] ?? '');
      for (const field of fields) {
        if (!type.getFields()[field.name.value]) continue;
        const said = joins(field.directives ?? [], 'join__field');
        // Without a word of its own a field is of all subgraphs that have its type.
        const owners = new Set(said.length > 0 ? said : everywhere);
        // A company hangs its fields off a key, and so says the key as well.
        if (field.name.value === KEY) owners.delete('COMPANY');
        found.set(`${name.value}.${field.name.value}`, [...owners].sort().join());
      }
    },
  });
  return found;
}

/** Which subgraph is named by each directive, and what else is said of it that decides who resolves a field. */
function joins(directives: readonly DirectiveNode[], name: string): string[] {
  const named = directives.filter((one) => one.name.value === name);
  return named.map(({ arguments: given = [] }) => {
    const said = given.filter((one) =>
      ['graph', 'external', 'override', 'usedOverridden'].includes(one.name.value),
    );
    return said.map((one) => (one.name.value === 'graph' ? print(one.value) : print(one))).join(' ');
  });
}

const BEFORE = sharedFields(composeView(SMALL_SHARED, SMALL_CONTRACT));
