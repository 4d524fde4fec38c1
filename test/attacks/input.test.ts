import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildSchema,
  getIntrospectionQuery,
  isEnumType,
  isInputObjectType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { schemaOf } from '#test/testkit/every-field.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { leaksOf, watchLogs } from './kit/leaks.ts';
import { askedOf, codesOf, postText, servesOn } from './kit/posts.ts';

let network: TestNetwork;
let schema: GraphQLSchema;
beforeAll(async () => {
  network = await startTestNetwork();
  const { text } = await postText(network, JSON.stringify({ query: getIntrospectionQuery() }));
  schema = schemaOf((JSON.parse(text) as { data: unknown }).data);
}, 120_000);
afterAll(async () => network[Symbol.asyncDispose]());

/** JSON as an attacker writes it: not all of it can be said by `JSON.stringify`. */
const ask = (query: string, variables: string) =>
  postText(network, `{"query":${JSON.stringify(query)},"variables":${variables}}`);

const SECRET = 'Zeppelin4714';
/** Values of every shape, as text. */
const SHAPES = [
  '7',
  '-0.5',
  '1e999',
  '2147483648',
  'true',
  `"${SECRET}"`,
  '[]',
  '[[[]]]',
  '[null]',
  '{}',
  `{"${SECRET}":1}`,
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
];

/** Scalars, with the shapes that they take. */
const SCALARS: readonly (readonly [type: string, query: string, good: RegExp])[] = [
  ['ID', 'query($v: ID!) { thread(id: $v) { id } }', /^(7|2147483648|"Zeppelin4714")$/],
  ['String', 'query($v: String!) { company(slug: $v) { slug } }', /^"Zeppelin4714"$/],
  [
    'Int',
    'mutation($v: Int!) { markRead(input: { threadId: "x", sequence: $v }) { userErrors { code } } }',
    /^7$/,
  ],
  ['Boolean', 'query($v: Boolean!) { me { subject @skip(if: $v) company { slug } } }', /^true$/],
  ['[ID!]', 'query($v: [ID!]!) { nodes(ids: $v) { id } }', /^(\[\]|7|2147483648|"Zeppelin4714")$/],
];

describe('a variable of the wrong shape', () => {
  it.each(SCALARS)('is no %s', async (_, query, good) => {
    const logged = watchLogs(network);
    for (const shape of ['null', ...SHAPES]) {
      const shown = await ask(query, `{"v":${shape}}`);
      const codes = good.test(shape) ? [] : ['BAD_USER_INPUT'];
      expect([shape, shown.status, codesOf(shown)]).toEqual([shape, 200, codes]);
      if (codes.length > 0) expect(leaksOf(shown)).toEqual([]);
    }
    expect(await servesOn(network)).toBe(true);
    expect(logged([SECRET])).toEqual([]);
  });

  it('is no input of any mutation, and nothing is done', async () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    expect(mutations.length).toBeGreaterThan(20);
    const before = askedOf(network);
    for (const { name, args } of mutations) {
      const query = `mutation($v: ${String(args[0]?.type)}) { ${name}(input: $v) { userErrors { code } } }`;
      for (const shape of ['null', ...SHAPES.filter((one) => one !== '{}')]) {
        const shown = await ask(query, `{"v":${shape}}`);
        expect([name, shape, shown.status, new Set(codesOf(shown))]).toEqual([
          name,
          shape,
          200,
          new Set(['BAD_USER_INPUT']),
        ]);
      }
    }
    expect(askedOf(network)).toBe(before);
    expect(await servesOn(network)).toBe(true);
  });

  it('is no field of any input, whatever type it is of', async () => {
    const inputs = Object.values(schema.getTypeMap()).filter(isInputObjectType);
    const before = askedOf(network);
    for (const input of inputs) {
      const mutation = Object.values(schema.getMutationType()?.getFields() ?? {}).find(
        ({ args }) => String(args[0]?.type) === `${input.name}!`,
      );
      if (!mutation) continue;
      const query = `mutation($v: ${input.name}!) { ${mutation.name}(input: $v) { userErrors { code } } }`;
      for (const field of Object.keys(input.getFields())) {
        const shown = await ask(
          query,
          `{"v":{"${field}":{"__proto__":[{"${SECRET}":[[]]}]},"__proto__":{"a":1}}}`,
        );
        expect([input.name, field, new Set(codesOf(shown))]).toEqual([
          input.name,
          field,
          new Set(['BAD_USER_INPUT']),
        ]);
      }
    }
    expect(askedOf(network)).toBe(before);
  });
});

describe('names that every object has', () => {
  const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'];

  it.each(NAMES)(
    '%s is a name like any other: of answers, variables, operations and fragments',
    async (name) => {
      const aliased = await ask(
        `query { ${name}: me { ${name}: subject company { ${name}: slug } } teams { ${name}: nodes { ${name}: name threads { nodes { ${name}: title notes { ${name}: body } } } participants { agent { ${name}: name } } } } }`,
        '{}',
      );
      const { data } = JSON.parse(aliased.text) as { data: Record<string, unknown> };
      expect(codesOf(aliased)).toEqual([]);
      expect(Object.hasOwn(data, name)).toBe(true);
      expect(aliased.text).toContain(`"${name}":{"${name}":"project-lead","company":{"${name}":"acme"}}`);
      expect(aliased.text).toContain(`"agent":{"${name}":"Delivery Agent"}`);
      const asked = `query ${name}($${name}: ID!) { thread(id: $${name}) { ...${name} } } fragment ${name} on Thread { id }`;
      const named = await postText(
        network,
        `{"query":${JSON.stringify(asked)},"operationName":"${name}","variables":{"${name}":"${ROLLOUT.thread}"}}`,
      );
      // Of graphql-js's values, in plain objects, that one has none: no variable is named so.
      if (name === '__proto__') expect(codesOf(named)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
      else expect(named.text).toBe(`{"data":{"thread":{"id":"${ROLLOUT.thread}"}}}`);
      const unknown = await postText(
        network,
        `{"query":"query A { me { subject } } query B { me { subject } }","operationName":"${name}"}`,
      );
      expect(codesOf(unknown)).toEqual(['OPERATION_RESOLUTION_FAILURE']);
    },
  );

  it('change no object of the gateway, wherever they stand', async () => {
    const poison = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    for (const body of [
      `{"query":"{ me { subject } }","variables":${poison}}`,
      `{"query":"{ me { subject } }","extensions":${poison}}`,
      `{"query":"{ me { subject } }","__proto__":${poison},"constructor":${poison}}`,
      `{"query":"query($__proto__: Boolean = false) { me { subject @skip(if: $__proto__) } }","variables":${poison}}`,
      `{"query":"query($v: ID!) { thread(id: $v) { id } }","variables":{"v":"x","w":${poison}}}`,
    ])
      await postText(network, body);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(await servesOn(network)).toBe(true);
  });
});

const supergraph = (company: string) =>
  buildSchema(readFileSync(new URL(`../../schema/supergraphs/${company}.graphql`, import.meta.url), 'utf8'), {
    assumeValidSDL: true,
  });
const membersOf = (type: GraphQLNamedType | undefined) =>
  isObjectType(type) ? Object.keys(type.getFields()) : [];

/** What Acme's realm has that the view of another company has not. */
function realm() {
  const [own, other] = [supergraph('acme'), supergraph('harbor')];
  const types = Object.values(own.getTypeMap()).filter(({ name }) => !other.getType(name));
  const fields = Object.values(own.getTypeMap()).flatMap((type) => {
    const known = new Set(membersOf(other.getType(type.name)));
    return membersOf(type)
      .filter((field) => other.getType(type.name) && !known.has(field))
      .map((field) => [type.name, field] as const);
  });
  const values = types.filter(isEnumType).flatMap((type) => type.getValues().map(({ name }) => name));
  return { types: types.map(({ name }) => name), fields, values };
}

describe('a guess at another company’s realm', () => {
  const { types, fields } = realm();
  const askAs = async (subject: string, query: string) =>
    network.ask(await network.tokenOf('harbor', subject), query);
  // A person is told what a name may have meant, which depends on the name; agents are told nothing of it.
  const askHarbor = (query: string) => askAs('delivery-agent', query);
  /** Ways to ask for a type by its name. */
  const byName = (name: string) => [
    `{ node(id: "x") { ... on ${name} { id } } }`,
    `query($v: ${name}) { me { subject } }`,
    `query($v: [${name}!]!) { me { subject } }`,
    `{ me { subject } } fragment F on ${name} { id }`,
  ];

  it('has something to guess', () => {
    expect(types).toContain('AcmeCase');
    expect(fields.map(([, field]) => field)).toContain('acmeCase');
  });

  it.each(fields)('says no more of %s.%s than of what is nowhere', async (type, field) => {
    for (const [near, nowhere] of [
      [field, `zz${field.slice(2)}`],
      [field.slice(0, -1), field.slice(0, -1).replace(/^../, 'zz')],
      [`${field}s`, `zz${field.slice(2)}s`],
    ] as const) {
      const root = ['Query', 'Mutation', 'Subscription'].includes(type);
      const write = (name: string) =>
        root ? `${type.toLowerCase()} { ${name} }` : `{ node(id: "x") { ... on ${type} { ${name} } } }`;
      const [asked, made] = [await askHarbor(write(near)), await askHarbor(write(nowhere))];
      expect(asked.text).toBe(made.text.replaceAll(nowhere, near));
      expect((await askAs('delivery-lead', write(near))).text.replaceAll(near, '')).not.toContain(field);
      expect(codesOf(asked)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    }
  });

  it.each(types.filter((name) => !name.startsWith('join__')))(
    'says no more of the type %s than of one that is nowhere',
    async (name) => {
      for (const near of [name, name.slice(0, -1), name.replace('Acme', 'Akme')]) {
        const nowhere = near.replace(/^./, 'Q');
        for (const [index, query] of byName(near).entries()) {
          const [asked, made] = [await askHarbor(query), await askHarbor(byName(nowhere)[index] ?? '')];
          expect(asked.text).toBe(made.text.replaceAll(nowhere, near));
          expect((await askAs('delivery-lead', query)).text.replaceAll(near, '')).not.toContain('Acme');
        }
      }
      expect((await askHarbor(`{ __type(name: "${name}") { name } }`)).json).toEqual({
        data: { __type: null },
      });
    },
  );
});
