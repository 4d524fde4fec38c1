import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startCannedNetwork, type CannedNetwork } from '#test/testkit/canned-network.ts';
import { cannedId } from '#test/testkit/canned-graph.ts';
import type { Reply } from '#test/testkit/network.ts';
import { httpAnswer, type RawAnswering } from '#test/testkit/raw-program.ts';
import { expectHarborAlone, POISON, QUESTION } from './kit/question.ts';

/** Answers every entity with JSON text. */
const entities =
  (text: string, count = (asked: number) => asked): RawAnswering =>
  ({ json }, socket) => {
    const list = new Array<string>(count(json.variables?.representations?.length ?? 0)).fill(text).join();
    socket.write(httpAnswer(`{"data":{"_entities":[${list}]}}`));
    return undefined;
  };
const text =
  (answer: string): RawAnswering =>
  (_, socket) => {
    socket.write(httpAnswer(answer));
    return undefined;
  };
const AGENT = `"__typename":"Agent","id":"${cannedId('Agent', 'harbor')}"`;
const WELL = `"name":"SHARED-BY-harbor","skills":["SHARED-BY-harbor","SHARED-BY-harbor"]`;
const agent = (fields: string) => `{"__typename":"Participant","agent":{${AGENT},${fields}}}`;
const named = (value: string) => entities(agent(`"name":${value},"skills":["a"]`));
const skilled = (value: string) => entities(agent(`"name":"a","skills":${value}`));

const INVALID = ['SUBGRAPH_INVALID_RESPONSE'];
const BAD_VALUES = ['7', '1e999', '-0.5', 'true', '{}', '[]', '["a"]', '{"a":1}'];
/** What Harbor answers, and the codes that it costs. */
const hostile: [string, RawAnswering, readonly string[]][] = [
  ...BAD_VALUES.map((value): [string, RawAnswering, readonly string[]] => [
    `text as ${value}`,
    named(value),
    INVALID,
  ]),
  ...['"a"', '7', 'true', '{"0":"a"}', '[7]', '[{}]', '[["a"]]', '[true]'].map(
    (value): [string, RawAnswering, readonly string[]] => [
      `a list of texts as ${value}`,
      skilled(value),
      INVALID,
    ],
  ),
  ...['7', '"a"', 'true', '[]', '[{}]'].map((value): [string, RawAnswering, readonly string[]] => [
    `an object as ${value}`,
    entities(`{"agent":${value}}`),
    INVALID,
  ]),
  ...['7', '"a"', '[]', '[{"agent":{}}]', 'true'].map((value): [string, RawAnswering, readonly string[]] => [
    `an entity as ${value}`,
    entities(value),
    INVALID,
  ]),
  ['NaN', named('NaN'), INVALID],
  ['null where none may be', named('null'), INVALID],
  ['one entity fewer', entities(agent(WELL), (count) => count - 1), INVALID],
  ['one entity more', entities(agent(WELL), (count) => count + 1), INVALID],
  ['a list without an end to read', entities('null', () => 100_000), INVALID],
  ['no list', text('{"data":{"_entities":{"length":1,"0":{}}}}'), INVALID],
  ['a list under a prototype’s name', text('{"data":{"__proto__":{"_entities":[]}}}'), INVALID],
  [
    'lists in lists, two hundred thousand deep',
    text(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
    INVALID,
  ],
  ['depth for an agent', entities(`{"agent":${'['.repeat(20_000)}${']'.repeat(20_000)}}`), INVALID],
  ['depth for a list', skilled(`${'['.repeat(20_000)}${']'.repeat(20_000)}`), INVALID],
  [
    'an agent of Acme',
    entities(`{"agent":{"id":"${cannedId('Agent', 'acme')}","name":"${POISON}","skills":[]}}`),
    INVALID,
  ],
  [
    'errors alone',
    text(`{"errors":[{"message":"${POISON}","extensions":{"code":"BAD_USER_INPUT"}}]}`),
    ['SUBGRAPH_ERROR'],
  ],
  [
    'a hundred thousand errors',
    text(`{"errors":[${'{"message":"a"},'.repeat(60_000)}{"message":"a"}]}`),
    ['SUBGRAPH_ERROR'],
  ],
];

/** What may be said and is passed over. */
const ignored: [string, RawAnswering][] = [
  [
    'fields that nobody asked for',
    entities(
      agent(`${WELL},"instructions":"${POISON}","model":"${POISON}"`).replace(
        '{',
        `{"displayName":"${POISON}","id":"${POISON}",`,
      ),
    ),
  ],
  [
    'another type of entity',
    entities(agent(WELL).replace('"Participant"', '"Thread"').replace('"Agent"', `"${POISON}"`)),
  ],
  ['a type of another’s realm', entities(agent(WELL).replace('"Agent"', '"AcmeCase"'))],
  [
    'no type',
    entities(agent(WELL).replace('"__typename":"Participant",', '').replace('"__typename":"Agent",', '')),
  ],
  [
    'prototypes at each level',
    entities(
      agent(`${WELL},"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}`).replace(
        '{',
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
      ),
    ),
  ],
  [
    'extensions',
    ({ json }, socket) =>
      void socket.write(
        httpAnswer(
          `{"extensions":{"a":"${POISON}"},"data":{"_entities":[${(json.variables?.representations ?? []).map(() => agent(WELL)).join()}]}}`,
        ),
      ),
  ],
  [
    'errors that are none',
    ({ json }, socket) =>
      void socket.write(
        httpAnswer(
          `{"errors":{"message":"${POISON}"},"data":{"_entities":[${(json.variables?.representations ?? []).map(() => agent(WELL)).join()}]}}`,
        ),
      ),
  ],
];

describe.each(['compiled', 'apollo'] as const)('a company’s hostile answers, by the %s engine', (engine) => {
  let network: CannedNetwork;
  let well: { readonly acme: Reply; readonly nimbus: Reply };
  beforeAll(async () => {
    network = await startCannedNetwork({
      engine,
      subgraphTimeoutMs: 8000,
      breakerFailures: 1000,
      maxAnswerBytes: 2_000_000,
    });
    well = { acme: await network.ask('acme', QUESTION), nimbus: await network.ask('nimbus', QUESTION) };
  }, 90_000);
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });
  afterEach(() => network.heal());

  it('are none while all are well', () => {
    for (const { json } of Object.values(well)) expect(json.errors).toBeUndefined();
    expect(well.acme.text).toContain('SHARED-BY-harbor');
  });

  it.each(hostile)('%s', async (_what, answering, codes) => {
    network.companies.harbor.answering = answering;
    await expectHarborAlone(network, well, codes);
  });

  it('that repeat the credentials they were asked with put none into the log', async () => {
    const repeat: RawAnswering = ({ head }) => ({ errors: [{ message: `You said: ${head}` }] });
    network.companies.harbor.answering = repeat;
    network.companies.acme.answering = repeat;
    const before = network.logs.length;
    await network.ask('acme', QUESTION);
    const logged = network.logs.slice(before).join('');
    expect(logged).toContain('You said');
    const { asked } = network.companies.acme;
    const token = /authorization: Bearer (\S+)/i.exec(asked.at(-1)?.head ?? '')?.[1] ?? '';
    expect(token).toHaveLength(token.length || 1);
    for (const secret of [
      token,
      ...[...(asked.at(-1)?.head ?? '').matchAll(/eyJ[\w.-]+/g)].map(([jwt]) => jwt),
    ])
      for (const part of secret.split('.').slice(1)) expect(logged).not.toContain(part);
  });

  it.each(ignored)('%s: as if it were not said', async (_what, answering) => {
    network.companies.harbor.answering = answering;
    const before = network.logs.length;
    await expectHarborAlone(network, well, []);
    expect(network.logs.slice(before).join('')).not.toContain(POISON);
  });
});
