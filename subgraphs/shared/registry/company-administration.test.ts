import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registryContents } from '#schema/wire/registry.ts';
import { bodyOf, keyOf, sendWord } from '../testing/company-word.ts';
import { IDS } from '../testing/interval-team.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';
import { makeKey } from '../testing/test-credentials.ts';
import {
  changeKeys,
  findCompany,
  listCompanies,
  removeCompany,
  setSuspended,
} from './company-administration.ts';

let shared: RunningShared;
beforeAll(async () => {
  shared = await startRunningShared();
});
afterAll(() => shared.stop());

const teams = async (company: string) =>
  shared.post('{ teams { nodes { id } } }', {}, await shared.as(company));
async function registered() {
  const authorization = `Bearer ${await shared.gateway.serviceToken()}`;
  const response = await fetch(`${shared.url}/registry`, { headers: { authorization } });
  return registryContents.parse(await response.json()).companies.map(({ slug }) => slug);
}
const attest = async (company: string, audience: string) => {
  const headers = await shared.as(company);
  const body = JSON.stringify({ audience });
  return (await fetch(`${shared.url}/attestations`, { method: 'POST', headers, body })).text();
};
const ask = async (company: string, requestId: string) =>
  sendWord(shared.url, company, bodyOf(requestId, { kind: 'removeParticipant', participantId: 'nobody' }));
/** What the shared layer keeps a company's being active for. */
const aSecond = () => new Promise((resolve) => setTimeout(resolve, 1100));

describe('a suspended company', () => {
  it('is told nothing and vouched for to nobody, until it is resumed; its team stays as it is', async () => {
    expect(await attest('harbor', 'acme')).toContain('"attestation":"');
    await setSuspended(shared.database, 'harbor', true);
    await aSecond();
    expect(await registered()).not.toContain('harbor');
    expect((await teams('harbor')).status).toBe(401);
    expect(await attest('acme', 'harbor')).toContain('"attestation":null');
    expect((await ask('harbor', '01J00000000000000000000001')).status).toBe(401);
    expect((await teams('acme')).text).toContain(IDS.team);
    await setSuspended(shared.database, 'harbor', false);
    expect(await registered()).toContain('harbor');
    expect((await teams('harbor')).text).toContain(IDS.team);
    expect(await attest('acme', 'harbor')).toContain('"attestation":"');
  });
});

describe("a company's keys", () => {
  it('overlap while they change', async () => {
    const fresh = await makeKey('acme-2');
    await changeKeys(shared.database, 'acme', { add: fresh });
    await changeKeys(shared.database, 'acme', { add: fresh });
    const kids = async () =>
      (await findCompany(shared.database, 'acme'))?.keys
        .filter((key) => !key.retiredAt)
        .map(({ kid }) => kid);
    expect(await kids()).toEqual([keyOf('acme').kid, 'acme-2']);
    await changeKeys(shared.database, 'acme', { retire: 'acme-1' });
    expect(await kids()).toEqual(['acme-2']);
    await expect(changeKeys(shared.database, 'acme', { retire: 'acme-1' })).rejects.toThrow('no live key');
    await expect(changeKeys(shared.database, 'nobody', { add: fresh })).rejects.toThrow('no company');
  });
});

describe('a removed company', () => {
  it('has left its teams by an event, and never comes back; the history of others stays', async () => {
    const intervals = () => shared.rows.membershipInterval.findMany({ where: { companySlug: 'acme' } });
    const before = await intervals();
    expect(await removeCompany(shared.database, 'harbor', Date.now)).toContain(IDS.team);
    expect(await removeCompany(shared.database, 'harbor', Date.now)).toEqual([]);
    const left = { companySlug: 'harbor', toSequence: null };
    expect(await shared.rows.membershipInterval.count({ where: left })).toBe(0);
    expect(
      await shared.rows.teamEvent.count({
        where: { kind: 'COMPANY_LEFT', teamId: IDS.team, companySlug: 'harbor' },
      }),
    ).toBe(1);
    expect(await intervals()).toEqual(before);
    const card = (await listCompanies(shared.database)).find(({ slug }) => slug === 'harbor');
    expect(card).toMatchObject({ state: 'REMOVED', subgraphUrl: null });
    expect(card?.keys.every(({ retiredAt }) => retiredAt !== null)).toBe(true);
    await expect(setSuspended(shared.database, 'harbor', false)).rejects.toThrow('for good');
    await aSecond();
    expect((await teams('harbor')).status).toBe(401);
    expect(await registered()).not.toContain('harbor');
  });
});
