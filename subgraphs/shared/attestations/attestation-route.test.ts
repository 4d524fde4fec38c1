import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet } from 'jose';
import { attestationClaims, companyAudience, SHARED_AUDIENCE, TOKEN_TYPE } from '#schema/wire/credentials.ts';
import { ATTESTATION_HEADER, PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { attestationReply } from '#schema/wire/registry.ts';
import { createVerifier } from '#schema/wire/signatures.ts';
import { IDS } from '../testing/interval-team.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';

let shared: RunningShared;
beforeAll(async () => {
  shared = await startRunningShared();
});
afterAll(() => shared.stop());

describe('attestations', () => {
  async function attest(company: string, body: unknown, headers?: Record<string, string>) {
    const response = await fetch(`${shared.url}/attestations`, {
      method: 'POST',
      headers: headers ?? (await shared.as(company)),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return {
      status: response.status,
      reply: attestationReply.safeParse(await response.json().catch(() => null)).data,
    };
  }

  it('name the teams that both companies are in now, for one of them alone', async () => {
    const { reply } = await attest('acme', { audience: 'harbor' });
    const jwks = (await (await fetch(`${shared.url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    expect(JSON.stringify(jwks)).not.toContain('"d"');
    const verify = (audience: string) =>
      createVerifier({
        issuer: SHARED_AUDIENCE,
        audience: companyAudience(audience),
        keys: createLocalJWKSet(jwks),
        claims: attestationClaims,
        clock: Date.now,
        typ: TOKEN_TYPE.attestation,
        maxLifeSeconds: 60,
      })(reply?.attestation ?? '');
    expect(await verify('harbor')).toMatchObject({ company: 'acme', teams: [IDS.team], exp: reply?.exp });
    expect(await verify('nimbus')).toBeNull();
  });

  it.each([
    ['acme', 'nimbus'],
    ['nimbus', 'acme'],
    ['acme', 'outsider'],
    ['outsider', 'acme'],
    ['acme', 'acme'],
    ['acme', 'unknown'],
    ['acme', "'\0"],
  ])('are not given to %s for %j', async (company, audience) => {
    expect(await attest(company, { audience })).toMatchObject({ status: 200, reply: { attestation: null } });
  });

  it('name no team that a narrowed caller does not reach', async () => {
    const ask = async (read: readonly string[]) => {
      const caller = { sub: 'agent', kind: 'agent', reach: { read, post: [] } };
      const headers = { [PASSPORT_HEADER]: await shared.gateway.passport('acme', { caller }) };
      return (await attest('acme', { audience: 'harbor' }, headers)).reply?.attestation;
    };
    expect(await ask([])).toBeNull();
    expect(await ask([IDS.late.replace(/.$/, 'X')])).toBeNull();
    for (const id of [IDS.team, IDS.late])
      expect(decodeJwt((await ask([id])) ?? '')).toMatchObject({ teams: [IDS.team] });
  });

  it('need a passport and a body', async () => {
    expect((await attest('acme', { audience: 'harbor' }, {})).status).toBe(401);
    const attestation = { [ATTESTATION_HEADER]: await shared.gateway.passport('acme') };
    expect((await attest('acme', { audience: 'harbor' }, attestation)).status).toBe(401);
    for (const body of ['', 'null', '{}', '{"audience":7}', '[]'])
      expect((await attest('acme', body)).status).toBe(400);
  });
});
