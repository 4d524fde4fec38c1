import {
  FEDERATION,
  importing,
  NAMES,
  plus,
  relinked,
  edit,
  testAttacks,
  type Attack,
} from './testing/attacks.ts';

const fieldTheft: readonly Attack[] = [
  {
    name: '@override takes a shared field over',
    rule: 'directives',
    sdl: importing('"@override"', 'extend type Thread { title: String! @override(from: "shared") }'),
    composes: true,
  },
  {
    name: '@external and @requires have a shared field sent along',
    rule: 'directives',
    sdl: importing(
      '"@external", "@requires"',
      'extend type Thread { title: String! @external acmeSteal: String @requires(fields: "title") }',
    ),
    composes: true,
  },
  {
    name: '@provides answers a shared field on the way',
    rule: 'directives',
    sdl: importing(
      '"@external", "@provides"',
      `type Team @key(fields: "id") { id: ID! body: String! @external }
       extend type Query { acmeLatest: Team @provides(fields: "body") }`,
    ),
  },
  {
    name: '@context and @fromContext carry a field to a stranger',
    rule: 'directives',
    sdl: importing('"@context", "@fromContext"', 'extend type Thread @context(name: "thread")'),
  },
  {
    name: '@interfaceObject lays fields over an interface of others',
    rule: 'directives',
    sdl: importing(
      '"@interfaceObject"',
      'type UserError @interfaceObject @key(fields: "message") { message: String! acmeX: String }',
    ),
  },
  {
    name: '@composeDirective brings directives into the supergraph',
    rule: 'directives',
    sdl: relinked(
      `extend schema @link(${FEDERATION}, import: ["@key", "@shareable", "@tag", "@composeDirective"])
       @composeDirective(name: "@acme")`,
    ),
  },
  {
    name: '@inaccessible hides a field of the contract',
    rule: 'directives',
    sdl: importing('"@inaccessible"', 'extend type Agent { acmeHidden: String @inaccessible }'),
    composes: true,
  },
  { name: 'field declared again', rule: 'ownership', sdl: plus('extend type Thread { title: String! }') },
  {
    name: 'field declared again as shareable',
    rule: 'ownership',
    sdl: plus('extend type Thread { title: String! @shareable }'),
  },
  {
    name: 'field of an entity that is not in the contract',
    rule: 'ownership',
    sdl: plus('type Team @key(fields: "id") { id: ID! body: String! @shareable }'),
  },
  {
    name: 'whole shared type declared shareable',
    rule: 'ownership',
    sdl: plus('type Team @key(fields: "id") @shareable { id: ID! name: String! }'),
  },
  {
    name: 'shareable field on a type of the contract',
    rule: 'ownership',
    sdl: plus('extend type Workspace { acmeX: String @shareable }'),
  },
];

const links: readonly Attack[] = [
  {
    name: '@federation__override without an import',
    rule: 'directives',
    sdl: plus('extend type Thread { title: String! @federation__override(from: "shared") }'),
    composes: true,
  },
  {
    name: '@override under another name',
    rule: 'directives',
    sdl: importing(
      '{ name: "@override", as: "@deprecatedBy" }',
      'extend type Thread { title: String! @deprecatedBy(from: "shared") }',
    ),
    composes: true,
  },
  {
    name: '@override under the name of a directive that is open',
    rule: 'directives',
    sdl: edit(NAMES, 'import: ["@key", "@shareable", { name: "@override", as: "@tag" }]'),
  },
  {
    name: 'federation linked under another namespace',
    rule: 'directives',
    sdl: `${relinked(`extend schema @link(${FEDERATION}, as: "acme", ${NAMES})`)}
      extend type Thread { title: String! @acme__override(from: "shared") }`,
    composes: true,
  },
  {
    name: 'federation linked twice',
    rule: 'directives',
    sdl: plus(`extend schema @link(${FEDERATION})`),
  },
  {
    name: 'another specification linked',
    rule: 'directives',
    sdl: plus('extend schema @link(url: "https://acme.example/spec/v1.0")'),
    composes: true,
  },
  { name: 'no link: federation 1', rule: 'directives', sdl: relinked('') },
  {
    name: 'link to something that looks like federation',
    rule: 'directives',
    sdl: relinked(`extend schema @link(url: "https://specs.apollo.dev/federation/v2.9/x", ${NAMES})`),
  },
  {
    name: 'link with a purpose',
    rule: 'directives',
    sdl: relinked(`extend schema @link(${FEDERATION}, for: SECURITY, ${NAMES})`),
  },
  {
    name: 'import as one text',
    rule: 'directives',
    sdl: relinked(`extend schema @link(${FEDERATION}, import: "@override")`),
  },
  {
    name: 'own directive definition',
    rule: 'directives',
    sdl: plus('directive @acme on FIELD_DEFINITION'),
    composes: true,
  },
  {
    name: 'own definition of @key',
    rule: 'directives',
    sdl: plus('directive @key(fields: String!) repeatable on OBJECT'),
  },
  {
    name: 'directive on the schema',
    rule: 'directives',
    sdl: plus('extend schema @acme'),
  },
];

testAttacks('fields taken over', fieldTheft);
testAttacks('links and names', links);
