import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getNullableType, isObjectType } from 'graphql';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { openStream } from '#test/testkit/event-stream.ts';
import { literal } from '#test/testkit/every-field.ts';
import { visibleFields, type VisibleEntity } from './sharing/view-rules.ts';
import { TEAM, TEST_TIME, testId } from './testkit/acme-scenario.ts';
import { contract, fullSelection } from './testkit/full-selection.ts';
import {
  all,
  ENTITIES,
  ENTITY_PREFIX,
  FOREIGN,
  startTestCompany,
  type Headers,
  type TestCompany,
} from './testkit/test-company.ts';

const seconds = Math.floor(TEST_TIME / 1000);

let acme: TestCompany;

beforeAll(async () => {
  acme = await startTestCompany();
});

afterAll(() => acme.stop());

/** Every field of a stream of events that are there. */
const STREAM = `subscription { privateThreadEvents(privateThreadId: "${testId('pth', 'T1')}", after: "c2VxOjA")
  ${fullSelection('PrivateThreadEvent', 3)} }`;

/** All that a stream says, from its status to its end. */
async function told(headers: Headers) {
  const stream = await openStream(`${acme.url}/graphql`, STREAM, {}, headers);
  return [stream.status, await stream.rest()] as const;
}

const SHUT_STREAM = [
  200,
  [
    {
      event: 'next',
      data: { errors: [expect.objectContaining({ extensions: { code: 'ACCESS_ENDED' } })] },
    },
    { event: 'complete', data: null },
  ],
];

/** What a participant's key stands for to others when nothing is published. */
const SHUT = { agent: null, person: null };

type Attack = readonly [name: string, headers: () => Promise<Headers>];

const REFUSED: readonly Attack[] = [
  ['no passport', () => all(acme.bearer(), acme.attested())],
  [
    'a passport for another company',
    () => all(acme.passport({ aud: 'agent-network:company:harbor' }), acme.bearer()),
  ],
  [
    'a passport for the shared layer',
    () => all(acme.passport({ aud: 'agent-network:shared' }), acme.bearer()),
  ],
  ['an expired passport', () => all(acme.passport({ iat: seconds - 120, exp: seconds - 60 }), acme.bearer())],
  ['a passport that lives too long', () => all(acme.passport({ exp: seconds + 3600 }), acme.bearer())],
  ['a passport from tomorrow', () => all(acme.passport({ nbf: seconds + 3600 }), acme.bearer())],
  ['a passport signed by a stranger', () => all(acme.passport({}, { by: 'stranger' }), acme.bearer())],
  ['a passport signed by the own issuer', () => all(acme.passport({}, { by: 'issuer' }), acme.bearer())],
  [
    'a passport that another issuer states',
    () => all(acme.passport({ iss: 'agent-network:shared' }), acme.bearer()),
  ],
  [
    'a passport of another type',
    () => all(acme.passport({}, { typ: 'agent-network-gateway+jwt' }), acme.bearer()),
  ],
  ['a passport without a company', () => all(acme.passport({ company: undefined }), acme.bearer())],
  [
    'a caller token for a passport',
    async () => all(acme.bearer(), { [PASSPORT_HEADER]: await acme.network.callerToken() }),
  ],
  ['no JWT for a passport', () => all(acme.bearer(), { [PASSPORT_HEADER]: 'e30.e30.' })],
];

const NOBODY: readonly Attack[] = [
  ['an own passport without a caller token', () => acme.passport()],
  [
    'an own passport and another subject’s token',
    () => all(acme.passport(), acme.bearer({ sub: 'person-hddn' })),
  ],
  ['an own passport and a token of another kind', () => all(acme.passport(), acme.bearer({ kind: 'agent' }))],
  [
    'an own passport and an expired token',
    () => all(acme.passport(), acme.bearer({ iat: seconds - 99, exp: seconds - 9 })),
  ],
  [
    'an own passport and a token for the gateway alone',
    () => all(acme.passport(), acme.bearer({ aud: 'agent-network:gateway' })),
  ],
  [
    'an own passport and a token of another issuer',
    () => all(acme.passport(), acme.bearer({ iss: 'http://issuer.harbor.test' })),
  ],
  [
    'an own passport and a token signed by the gateway',
    () => all(acme.passport(), acme.bearer({}, { by: 'gateway' })),
  ],
  [
    'an own passport and a token signed by a stranger',
    () => all(acme.passport(), acme.bearer({}, { by: 'stranger' })),
  ],
  [
    'an own passport and an attestation',
    () => all(acme.passport(), acme.attested(), acme.attested({ company: 'acme' })),
  ],
  [
    'an own passport without a caller, and a token',
    () => all(acme.passport({ caller: undefined }), acme.bearer()),
  ],
  ['a foreign passport alone', () => acme.passport(FOREIGN)],
  [
    'a foreign passport and an own caller token',
    () => all(acme.passport({ company: 'harbor' }), acme.bearer()),
  ],
  [
    'a foreign passport and an attestation for another audience',
    () => all(acme.passport(FOREIGN), acme.attested({ aud: 'agent-network:company:nimbus' })),
  ],
  [
    'a foreign passport and an attestation for another company',
    () => all(acme.passport(FOREIGN), acme.attested({ company: 'nimbus' })),
  ],
  [
    'a foreign passport and an expired attestation',
    () => all(acme.passport(FOREIGN), acme.attested({ iat: seconds - 99, exp: seconds - 39 })),
  ],
  [
    'a foreign passport and an attestation signed by the gateway',
    () => all(acme.passport(FOREIGN), acme.attested({}, { by: 'gateway' })),
  ],
  [
    'a foreign passport and an attestation signed by a stranger',
    () => all(acme.passport(FOREIGN), acme.attested({}, { by: 'stranger' })),
  ],
  [
    'a foreign passport and a passport for an attestation',
    async () => all(acme.passport(FOREIGN), { [ATTESTATION_HEADER]: await acme.network.passport(FOREIGN) }),
  ],
];

const OUTSIDE: readonly Attack[] = [
  ['no team', () => all(acme.passport(FOREIGN), acme.attested({ teams: [] }))],
  [
    'a team to which nothing is published',
    () => all(acme.passport(FOREIGN), acme.attested({ teams: [testId('tem', 'ABSENT')] })),
  ],
];

describe('the test itself', () => {
  it('asks for every entity, and every field of the contract is in a query', () => {
    expect([...ENTITIES].sort()).toEqual([...Object.keys(ENTITY_PREFIX), 'Thread', 'Message'].sort());
    const asked = ENTITIES.map((type) => fullSelection(type)).join(' ') + fullSelection('Workspace') + STREAM;
    const fields = Object.values(contract.getTypeMap()).flatMap((type) =>
      // What a write answers is walked in test/isolation/every-field.test.ts.
      isObjectType(type) && !/^_|^(Query|Mutation|Subscription)$|(Payload|Error)$/.test(type.name)
        ? Object.keys(type.getFields())
        : [],
    );
    for (const field of fields) expect(asked.split(/\W+/)).toContain(field);
  });
});

describe.each(REFUSED)('with %s', (_name, headers) => {
  it('every request is refused, the schema included', async () => {
    for (const query of [
      '{ workspace { company { slug } } }',
      '{ _service { sdl } }',
      '{ __typename }',
      '{ nonsense',
    ]) {
      const { status, data, text } = await acme.ask(await headers(), query);
      expect([status, data]).toEqual([401, undefined]);
      expect(text).not.toContain('workspace');
    }
    expect((await acme.askEntities(await headers(), 'Agent')).status).toBe(401);
    expect(await told(await headers())).toEqual([401, []]);
  });
});

describe.each(NOBODY)('with %s', (_name, headers) => {
  it('a stream ends before it says anything', async () => {
    expect(await told(await headers())).toEqual(SHUT_STREAM);
  });

  it('the workspace and every entity are null, without an error', async () => {
    const root = await acme.ask(
      await headers(),
      `{ workspace ${fullSelection('Workspace')} _service { sdl } }`,
    );
    expect(root).toMatchObject({
      status: 200,
      errors: undefined,
      data: { workspace: null, _service: { sdl: null } },
    });
    for (const type of ENTITIES) {
      const { entities, errors } = await acme.askEntities(await headers(), type);
      expect([...new Set(entities.values())]).toEqual([null]);
      expect(errors).toBeUndefined();
    }
  });
});

describe.each(OUTSIDE)('a foreign member of %s', (_name, headers) => {
  it('finds the workspace, every entity and every door shut', async () => {
    expect(await told(await headers())).toEqual(SHUT_STREAM);
    const root = await acme.ask(await headers(), `{ workspace ${fullSelection('Workspace')} }`);
    expect(root).toMatchObject({ errors: undefined, data: { workspace: null } });
    for (const type of ENTITIES) {
      const { entities, errors } = await acme.askEntities(await headers(), type);
      expect(errors).toBeUndefined();
      for (const [id, entity] of entities)
        expect(entity).toEqual(entity && (type === 'Share' ? { id, content: null } : { id, ...SHUT }));
      if (!['Participant', 'Share'].includes(type)) expect([...new Set(entities.values())]).toEqual([null]);
    }
  });
});

describe('a hostile gateway with an honest attestation', () => {
  const member = () => all(acme.passport(FOREIGN), acme.attested());

  it('gets, over every entity and every field, exactly what the ledger says and viewAs shows', async () => {
    const seen: string[] = [];
    for (const type of ENTITIES) {
      const { entities, errors } = await acme.askEntities(await member(), type);
      expect(errors).toBeUndefined();
      for (const [id, entity] of entities) {
        const fields = visibleFields(entity);
        if (fields.some(({ path }) => path !== 'id'))
          seen.push(
            ...fields.map(({ path, value }) => `${type} ${id} ${path.replace(/Of\w+$/, '')} ${value}`),
          );
      }
    }
    const query = `{ workspace { viewAs(company: "harbor", teamId: "${TEAM}") { entities { id type fields { path value } } } } }`;
    const { data } = await acme.ask(await all(acme.passport(), acme.bearer()), query);
    const { entities } = (data?.['workspace'] as { viewAs: { entities: VisibleEntity[] } }).viewAs;
    const view = entities.flatMap(({ id, type, fields }) =>
      fields.map(({ path, value }) => `${type} ${id} ${path} ${value}`),
    );
    expect(seen.sort()).toEqual(view.sort());
    expect(seen.length).toBeGreaterThan(20);
  });

  it('carries nothing out: every mutation is null, and nothing is written', async () => {
    const writes = Object.values(contract.getMutationType()?.getFields() ?? {});
    expect(writes.length).toBeGreaterThan(20);
    const before = acme.sharedLayer.seen.length;
    for (const { name, args, type } of writes) {
      const given = args.map((argument) => `${argument.name}: ${literal(argument.type, argument.name)}`);
      const inside = isObjectType(getNullableType(type)) ? '{ __typename }' : '';
      for (const headers of [member, () => acme.passport(), () => acme.passport(FOREIGN)]) {
        const { data, errors } = await acme.ask(
          await headers(),
          `mutation { ${name}(${given.join(', ')}) ${inside} }`,
        );
        expect([name, data, errors]).toEqual([name, { [name]: null }, undefined]);
      }
    }
    expect(acme.sharedLayer.seen).toHaveLength(before);
  });

  it('follows nothing: a stream ends before it says anything', async () => {
    expect(await told(await member())).toEqual(SHUT_STREAM);
  });

  it.each([
    [
      'the passport that Harbor’s own subgraph was shown',
      () => acme.passport({ ...FOREIGN, aud: 'agent-network:company:harbor' }),
    ],
    [
      'a passport of yesterday, replayed',
      () => acme.passport({ ...FOREIGN, iat: seconds - 86_400, exp: seconds - 86_340 }),
    ],
    [
      'a company request for a passport',
      async () => ({
        [PASSPORT_HEADER]: await acme.network.company.sign(
          {
            iat: seconds,
            exp: seconds + 60,
            iss: 'agent-network:company:acme',
            aud: 'agent-network:company:acme',
            jti: '1',
            company: 'harbor',
          },
          'agent-network-passport+jwt',
        ),
      }),
    ],
  ] as const)('and %s is refused', async (_name, passport) => {
    for (const type of ENTITIES)
      expect((await acme.askEntities(await all(passport(), acme.attested()), type)).status).toBe(401);
  });
});
