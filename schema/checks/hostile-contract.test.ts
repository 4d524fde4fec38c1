import { edit, FEDERATION, NAMES, plus, relinked, testAttacks, type Attack } from './testing/attacks.ts';

const roots: readonly Attack[] = [
  {
    name: "a root field of the shared layer's",
    rule: 'root-fields',
    sdl: plus('extend type Query { teams: [Team] } type Team @key(fields: "id") { id: ID! }'),
  },
  {
    name: "a root field of the shared layer's that has the realm's prefix",
    rule: 'root-fields',
    slug: 'post',
    sdl: plus('type Mutation { postMessage: Boolean }'),
  },
  { name: 'a root field without the prefix', rule: 'root-fields', sdl: plus('extend type Query { x: Int }') },
  {
    name: 'a root field with the prefix but no new word',
    rule: 'root-fields',
    sdl: plus('extend type Query { acmes: Int }'),
  },
  {
    name: 'a root field in another spelling',
    rule: 'root-fields',
    sdl: plus('extend type Query { AcmeX: Int }'),
  },
  { name: '_entities', rule: 'root-fields', sdl: plus('extend type Query { _entities: Int }') },
  { name: 'a subscription', rule: 'root-fields', sdl: plus('type Subscription { messagePosted: Int }') },
  {
    name: 'a root type under another name',
    rule: 'directives',
    sdl: relinked(
      `schema @link(${FEDERATION}, ${NAMES}) { query: Query mutation: AcmeWrites }
       type AcmeWrites { postMessage: Boolean }`,
    ),
  },
  {
    name: 'a non-null root field, whose failure would empty the whole answer',
    rule: 'nullability',
    sdl: plus('extend type Query { acmeCount: Int! }'),
    composes: true,
  },
];

/** A private field with its description, so that no input field of the same name is meant. */
const EMAIL = '  "Private, for people: the person\'s address for mail."\n  email: String\n';

const contractBreaches: readonly Attack[] = [
  {
    name: 'type missing',
    rule: 'superset',
    sdl: plus('').replace(/"Private: some[^"]+"\ntype Tool [^}]+}/, ''),
  },
  {
    name: 'field missing',
    rule: 'superset',
    sdl: edit(EMAIL, ''),
  },
  { name: 'field retyped', rule: 'superset', sdl: edit(EMAIL, EMAIL.replace('String', 'ID')) },
  {
    name: 'an input that comes to demand more',
    rule: 'superset',
    sdl: plus('extend input ArchiveAgentInput { acmeReason: String! }'),
    composes: true,
  },
  {
    name: 'field with another nullability',
    rule: 'superset',
    sdl: edit('displayName: String! @tag', 'displayName: String @tag'),
  },
  { name: 'argument added', rule: 'superset', sdl: edit(EMAIL, EMAIL.replace('email', 'email(x: Int)')) },
  {
    name: 'a shared field untagged',
    rule: 'superset',
    sdl: edit('purpose: String @tag(name: "shared")', 'purpose: String'),
  },
  {
    name: 'a private field tagged shared',
    rule: 'superset',
    sdl: edit('  model: String\n', '  model: String @tag(name: "shared")\n'),
    composes: true,
  },
  {
    name: 'a field with a second tag',
    rule: 'superset',
    sdl: edit('  model: String\n', '  model: String @tag(name: "acme")\n'),
    composes: true,
  },
  {
    name: 'key changed',
    rule: 'superset',
    sdl: edit('type Agent @key(fields: "id")', 'type Agent @key(fields: "id name")'),
    composes: true,
  },
  {
    name: 'key made unresolvable',
    rule: 'superset',
    sdl: edit('type Agent @key(fields: "id")', 'type Agent @key(fields: "id", resolvable: false)'),
    composes: true,
  },
  {
    name: 'a second key on a type of the contract',
    rule: 'superset',
    sdl: edit('type Agent @key(fields: "id")', 'type Agent @key(fields: "id") @key(fields: "name")'),
    composes: true,
  },
  {
    name: 'kind changed',
    rule: 'superset',
    sdl: edit('union Colleague = Agent | Person', 'type Colleague { id: ID! }'),
  },
  {
    name: 'union member missing',
    rule: 'superset',
    sdl: edit('union Colleague = Agent | Person', 'union Colleague = Agent'),
    composes: true,
  },
  {
    name: 'enum value missing',
    rule: 'superset',
    sdl: edit('"No longer in use."\n  ARCHIVED', ''),
    composes: true,
  },
];

testAttacks('root fields', roots);
testAttacks('the contract', contractBreaches);
