import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { REFERENCE_QUERY } from '#cli/dev/reference-query.ts';
import { post, startTestNetwork, type Reply, type TestNetwork } from '#test/testkit/network.ts';
import type { Sent } from '#test/testkit/recording.ts';

/** What the caller calls its request. */
const CALLED = 'ticket-4711-of-acme';

/** Promise: a caller's token goes to the caller's own company and nowhere else, and a foreign company learns the company alone. */
describe('credentials', () => {
  let network: TestNetwork;
  let token: string;
  let reply: Reply;
  beforeAll(async () => {
    network = await startTestNetwork();
    token = await network.tokenOf('acme', 'project-lead');
    const said = { authorization: `Bearer ${token}`, 'x-request-id': CALLED };
    reply = await post(`${network.gatewayUrl}/graphql`, { query: REFERENCE_QUERY }, said);
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  const sentTo = (url: string): Sent[] => network.sent.filter((one) => one.url.startsWith(`${url}/`));
  const claimsOf = (sent: Sent | undefined, header: string) => decodeJwt(sent?.headers[header] ?? '');

  it('sends the token to the caller’s own company only', () => {
    const signature = token.split('.')[2] ?? '';
    const bearing = network.sent
      .filter((one) => JSON.stringify(one).includes(signature))
      .map(({ url }) => url);
    expect(new Set(bearing)).toEqual(new Set([`${network.companyUrl('acme')}/graphql`]));
    expect(bearing.length).toBeGreaterThan(0);
  });

  it('tells no program what the caller calls its request, and the caller and the log alone', () => {
    expect(JSON.stringify(network.sent)).not.toContain(CALLED);
    const asked = network.sent.filter(({ url }) => url.endsWith('/graphql'));
    const ids = [...new Set(asked.map(({ headers }) => headers['x-request-id']))];
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(reply.headers.get('x-request-id')).toBe(CALLED);
    const line = network.logs.find((one) => one.includes(CALLED)) ?? '';
    expect(JSON.parse(line)).toMatchObject({ callerRequestId: CALLED, requestId: ids[0] });
  });

  it('gives each program a passport of its own', () => {
    expect(
      claimsOf(
        sentTo(network.sharedUrl).find(({ url }) => url.endsWith('/graphql')),
        'agent-network-passport',
      ),
    ).toMatchObject({
      aud: 'agent-network:shared',
      company: 'acme',
      caller: { sub: 'project-lead', kind: 'person' },
    });
    expect(claimsOf(sentTo(network.companyUrl('acme'))[0], 'agent-network-passport')).toMatchObject({
      aud: 'agent-network:company:acme',
      caller: { sub: 'project-lead' },
    });
  });

  it('tells a foreign company the caller’s company, the shared teams, and nothing of the caller', () => {
    const [harbor, ...more] = sentTo(network.companyUrl('harbor'));
    expect(more).toEqual([]);
    const passport = claimsOf(harbor, 'agent-network-passport');
    expect(passport).toMatchObject({ aud: 'agent-network:company:harbor', company: 'acme' });
    expect(passport).not.toHaveProperty('caller');
    expect(claimsOf(harbor, 'agent-network-attestation')).toMatchObject({
      aud: 'agent-network:company:harbor',
      company: 'acme',
    });
    expect(harbor?.headers).not.toHaveProperty('authorization');
    expect(JSON.stringify([harbor, passport])).not.toContain('project-lead');
  });

  it('asks a foreign company for shared fields of its own entities, and of nothing else', () => {
    const [harbor] = sentTo(network.companyUrl('harbor'));
    const { query, variables } = JSON.parse(harbor?.body ?? '{}') as {
      query: string;
      variables: { representations: { id: string }[] };
    };
    expect(query).toContain('skills');
    expect(query).not.toMatch(/instructions|knowledge|notes|workspace|Rollout/);
    expect(variables.representations.every(({ id }) => id.startsWith('par_harbor_'))).toBe(true);
  });

  it('sends nothing at all to companies that are in no shared team', () => {
    expect(sentTo(network.companyUrl('nimbus'))).toEqual([]);
    expect(sentTo(network.companyUrl('outsider'))).toEqual([]);
  });

  it('lets passports and attestations live for a minute at the most', () => {
    for (const { headers } of network.sent) {
      for (const header of ['agent-network-passport', 'agent-network-attestation']) {
        if (!headers[header]) continue;
        const { exp = Infinity, iat = 0 } = decodeJwt(headers[header]);
        expect(exp - iat).toBeLessThanOrEqual(60);
      }
    }
  });

  it('shows no credential in an answer or in a log', () => {
    const credentials = network.sent.flatMap(({ headers }) =>
      ['authorization', 'agent-network-passport', 'agent-network-attestation'].flatMap(
        (name) => headers[name] ?? [],
      ),
    );
    const signatures = [token, ...credentials].map((jwt) => jwt.split('.')[2] ?? '');
    const everything = [reply.text, ...network.logs].join('');
    expect(signatures.filter((signature) => signature.length < 40 || everything.includes(signature))).toEqual(
      [],
    );
  });
});
