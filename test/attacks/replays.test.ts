import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ulid } from 'ulid';
import { COMPANY_SCENARIOS } from '#cli/scenario/companies.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { companyAudience, SHARED_AUDIENCE } from '#schema/wire/credentials.ts';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { callerOf, post, startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { foundIn, ownStrings, privateStrings } from '#test/testkit/secrets.ts';
import { doorsOf, type Door } from './kit/doors.ts';
import { leaksOf, watchLogs } from './kit/leaks.ts';
import { writeToken } from './kit/token-writer.ts';

let network: TestNetwork;
let doors: readonly Door[];
beforeAll(async () => {
  network = await startTestNetwork();
  doors = doorsOf(network);
}, 120_000);
afterAll(async () => network[Symbol.asyncDispose]());

/** The same token is due at both: a caller's goes to the gateway and to its company. */
function sameKind(one: Door, other: Door): boolean {
  const names = [one.name, other.name];
  return (
    one === other ||
    (names.every((name) => name.startsWith('a caller')) && names.some((name) => name.endsWith('gateway')))
  );
}

describe('a good token', () => {
  it.each(Array.from({ length: 11 }, (_, index) => [index]))(
    'opens no door but its own: number %i',
    async (index) => {
      const own = doors[index];
      if (!own) throw new Error('there are fewer doors');
      expect(doors).toHaveLength(11);
      const logged = watchLogs(network);
      const { token } = await own.honest();
      for (const door of doors.filter((other) => !sameKind(own, other))) {
        const shown = await door.show(token);
        expect([own.name, door.name, shown.status, shown.text]).toEqual([own.name, door.name, ...door.shut]);
        expect(leaksOf(shown)).toEqual([]);
      }
      expect((await own.show(token)).text).toContain(own.opened);
      expect(logged([token])).toEqual([]);
    },
  );
});

const HARBOR_AGENT = COMPANY_SCENARIOS.harbor.agents.find(({ subject }) => subject === 'delivery-agent');
const AGENT = {
  query: 'query($of: [_Any!]!) { _entities(representations: $of) { ... on Agent { purpose instructions } } }',
  variables: { of: [{ __typename: 'Agent', id: HARBOR_AGENT?.id }] },
};
const SHUT = { data: { _entities: [null] } };

/** What stands in a captured request to Harbor of a caller of Acme. */
const words = (network: TestNetwork) => {
  const { credentials } = network;
  const teams = [ROLLOUT.team];
  return {
    foreignPassport: credentials.passport('acme', companyAudience('harbor')),
    attestation: credentials.attestation('acme', 'harbor', teams),
    ofNimbus: credentials.passport('nimbus', companyAudience('harbor')),
    ofHarbor: credentials.passport('harbor', companyAudience('harbor'), callerOf('harbor', 'fde')),
    ofNobody: credentials.passport('acme', companyAudience('harbor'), callerOf('acme', 'project-lead')),
    forNimbus: credentials.attestation('acme', 'nimbus', teams),
    aboutNimbus: credentials.attestation('nimbus', 'harbor', teams),
    token: network.tokenOf('acme', 'project-lead'),
    theirToken: network.tokenOf('harbor', 'fde'),
  };
};
type Words = ReturnType<typeof words>;

describe('words of several requests put together', () => {
  it.each<[string, (keyof Words)[]]>([
    ['an attestation for another caller’s company', ['ofNimbus', 'attestation']],
    ['an attestation that names another company', ['foreignPassport', 'aboutNimbus']],
    ['an attestation for another company', ['foreignPassport', 'forNimbus']],
    ['a passport of the company itself, and an attestation', ['ofHarbor', 'attestation']],
    ['a passport of the company itself, and a foreign caller’s token', ['ofHarbor', 'token']],
    ['a foreign passport, and a token of the company itself', ['foreignPassport', 'theirToken']],
    ['a foreign passport that names its caller, and its token', ['ofNobody', 'token']],
  ])('open nothing: %s', async (_, given) => {
    const said = words(network);
    const headers: Record<string, string> = {};
    for (const name of given) {
      const header = /attestation|Nimbus$/i.test(name) && name !== 'ofNimbus' ? ATTESTATION_HEADER : null;
      if (/token/i.test(name)) headers['authorization'] = `Bearer ${await said[name]}`;
      else headers[header ?? PASSPORT_HEADER] = await said[name];
    }
    const reply = await post(`${network.companyUrl('harbor')}/graphql`, AGENT, headers);
    expect([reply.status, reply.json]).toEqual([200, SHUT]);
    expect(leaksOf(reply)).toEqual([]);
    const honest = {
      [PASSPORT_HEADER]: await said.foreignPassport,
      [ATTESTATION_HEADER]: await said.attestation,
    };
    const after = await post(`${network.companyUrl('harbor')}/graphql`, AGENT, honest);
    expect(after.json).toEqual({
      data: { _entities: [{ purpose: HARBOR_AGENT?.purpose, instructions: null }] },
    });
  });
});

const ME = '{ me { subject company { slug } } workspace { agents { name instructions } } }';

describe('a token of one company', () => {
  it.each([
    ['company', { company: 'harbor' }],
    ['tenant', { tenant: 'harbor', tid: 'harbor', org: 'harbor', realm: 'harbor' }],
    ['azp and client_id', { azp: companyAudience('harbor'), client_id: 'harbor' }],
    ['aud as well', { aud: ['agent-network:gateway', companyAudience('acme'), companyAudience('harbor')] }],
    ['sub', { sub: 'fde' }],
    ['act', { act: { sub: 'fde', iss: 'http://issuer.test/harbor', company: 'harbor' } }],
    ['name', { name: 'Tomas Rivera' }],
    ['prototype', { __proto__: null, constructor: { company: 'harbor' }, prototype: { company: 'harbor' } }],
    ['caller', { caller: callerOf('harbor', 'fde'), passport: 'harbor', teams: [ROLLOUT.team] }],
  ])('is of no other, whatever it says of it in: %s', async (_, claims) => {
    const reply = await network.ask(await network.tokenOf('acme', 'project-lead', claims), ME);
    expect(reply.json.data).toMatchObject({ me: { company: { slug: 'acme' } } });
    expect(foundIn(reply.text, [...privateStrings('harbor'), ...ownStrings('harbor')])).toEqual([]);
  });

  it('whose text says another’s name twice is of the last, and of no other than its signer', async () => {
    const [door] = doors;
    if (!door) throw new Error('no door');
    const { header, claims, sign } = await door.honest();
    const twice = JSON.stringify(claims).replace('{', '{"iss":"http://issuer.test/harbor","sub":"fde",');
    const reply = await network.ask(writeToken(header, twice, sign), ME);
    expect(reply.json.data).toMatchObject({ me: { subject: 'project-lead', company: { slug: 'acme' } } });
    expect(foundIn(reply.text, ownStrings('harbor'))).toEqual([]);
  });
});

const POST_MESSAGE = `mutation($input: PostMessageInput!) { postMessage(input: $input) {
  message { author { displayName } onBehalfOf { displayName company { slug } } } userErrors { code } } }`;

describe('on behalf of', () => {
  const input = () => ({ threadId: ROLLOUT.thread, body: 'As told', idempotencyKey: ulid() });

  it.each([
    ['somebody of another company', 'delivery-lead'],
    ['somebody of another company by its participant id', ROLLOUT.deliveryLead],
    ['nobody there is', 'nobody'],
    ['the prototype of everybody', '__proto__'],
  ])('an agent does not speak for %s', async (_, subject) => {
    const token = await network.tokenOf('acme', 'customer-ops-agent', { act: { sub: subject } });
    const reply = await network.ask(token, POST_MESSAGE, { input: input() });
    expect(reply.json).toEqual({
      data: { postMessage: { message: null, userErrors: [{ code: 'NOT_PERMITTED' }] } },
    });
    const own = await network.tokenOf('acme', 'customer-ops-agent', { act: { sub: 'project-lead' } });
    const after = await network.ask(own, POST_MESSAGE, { input: input() });
    expect(after.json.data).toMatchObject({
      postMessage: { message: { onBehalfOf: { displayName: 'Dana Whitfield', company: { slug: 'acme' } } } },
    });
  });

  it('a person speaks for nobody', async () => {
    const token = await network.tokenOf('acme', 'project-lead', { act: { sub: 'customer-ops-agent' } });
    const reply = await network.ask(token, POST_MESSAGE, { input: input() });
    expect(reply.json.data).toMatchObject({
      postMessage: { message: { author: { displayName: 'Dana Whitfield' }, onBehalfOf: null } },
    });
  });

  it.each([['project-lead'], [['project-lead']], [{}], [{ sub: '' }], [{ sub: ['project-lead'] }], [null]])(
    'a token whose act is %j is nobody’s',
    async (act) => {
      const reply = await network.ask(await network.tokenOf('acme', 'customer-ops-agent', { act }), ME);
      expect([reply.status, reply.json.errors?.[0]?.extensions]).toEqual([401, { code: 'UNAUTHENTICATED' }]);
      expect(leaksOf(reply)).toEqual([]);
      const after = await network.ask(await network.tokenOf('acme', 'customer-ops-agent'), ME);
      expect(after.json.errors).toBeUndefined();
    },
  );
});

describe('a narrowed agent', () => {
  const TEAMS = '{ teams { nodes { slug } } }';
  const nothing = { reach: { read: [], post: [] } };

  it('is no wider at the shared layer by a passport of its own making, or of another’s', async () => {
    const token = await network.tokenOf('acme', 'customer-ops-agent', nothing);
    expect((await network.ask(token, TEAMS)).json).toEqual({ data: { teams: { nodes: [] } } });
    const sent = network.sent.filter(({ url }) => url === `${network.sharedUrl}/graphql`).at(-1);
    const passport = sent?.headers[PASSPORT_HEADER] ?? '';
    const replayed = await post(
      `${network.sharedUrl}/graphql`,
      { query: TEAMS },
      { [PASSPORT_HEADER]: passport },
    );
    expect(replayed.json).toEqual({ data: { teams: { nodes: [] } } });
    const [head, payload = '', signature] = passport.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as {
      caller: { reach?: unknown };
    };
    expect(claims.caller.reach).toEqual(nothing.reach);
    delete claims.caller.reach;
    const wider = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    const refused = await post(
      `${network.sharedUrl}/graphql`,
      { query: TEAMS },
      { [PASSPORT_HEADER]: wider },
    );
    expect(refused.status).toBe(401);
  });

  it('is no wider beside its own wide token, asked at the same time', async () => {
    const narrow = await network.tokenOf('acme', 'customer-ops-agent', nothing);
    const wide = await network.tokenOf('acme', 'customer-ops-agent');
    const asked = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => network.ask(index % 2 === 0 ? narrow : wide, TEAMS)),
    );
    const found = asked.map(({ json }) => JSON.stringify(json.data));
    expect(new Set(found.filter((_, index) => index % 2 === 0))).toEqual(new Set(['{"teams":{"nodes":[]}}']));
    expect(new Set(found.filter((_, index) => index % 2 === 1))).toEqual(
      new Set(['{"teams":{"nodes":[{"slug":"acme-rollout"}]}}']),
    );
  });
});

describe('a passport of the shared layer', () => {
  it('without a caller, or of a company that is none, is refused', async () => {
    const ask = async (company: string, caller = callerOf('acme', 'project-lead'), overrides = {}) => {
      const passport = await network.credentials.passport(company, SHARED_AUDIENCE, caller, overrides);
      return post(
        `${network.sharedUrl}/graphql`,
        { query: '{ teams { nodes { name } } }' },
        { [PASSPORT_HEADER]: passport },
      );
    };
    for (const company of ['', '__proto__', "acme' OR 'a'='a", 'Acme', 'acme ', 'a'.repeat(99)])
      expect((await ask(company)).status).toBe(401);
    expect((await ask('acme', undefined, { caller: undefined })).status).toBe(401);
    expect((await ask('acme', { sub: 'a\0b', kind: 'person' })).status).toBe(401);
    expect((await ask('acme')).json.errors).toBeUndefined();
  });
});
