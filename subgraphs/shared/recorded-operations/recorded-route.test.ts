import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JWK } from 'jose';
import { RECORDED_LIMITS, recordedHash } from '#schema/wire/recorded-operations.ts';
import { fetchReply, OPERATOR_AUDIENCE } from '#schema/wire/schema-registry.ts';
import { changeSettings, setSuspended } from '../registry/company-administration.ts';
import { publicKeyOf } from '../registry/company-key-rules.ts';
import { keyOf } from '../testing/company-word.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';
import { SCHEMA_PATHS, sendSchemaWord } from '../testing/schema-word.ts';
import { makeKey } from '../testing/test-credentials.ts';
import { forgetBefore } from './recorded-store.ts';

let shared: RunningShared;
let operator: JWK;
beforeAll(async () => {
  operator = await makeKey('operator-1');
  shared = await startRunningShared({ operatorKeys: [publicKeyOf(operator)] });
});
afterAll(() => shared.stop());

const TODAY = new Date().toISOString().slice(0, 10);
const REALM = ['AcmeCase.state', 'Query.acmeCases'];
const COMMON = ['Query.me', 'Thread.title'];

async function tell(body: object, token?: string) {
  const authorization = `Bearer ${token ?? (await shared.gateway.serviceToken())}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify(body) };
  return (await fetch(`${shared.url}/registry/recorded`, request)).status;
}
const record = (company: string, coordinates: string[], count: number, more: object = {}) =>
  tell({ company, day: TODAY, dropped: 0, operations: [{ coordinates, count }], ...more });

async function recordedFor(company: string, asked: object = {}, claims: Record<string, unknown> = {}) {
  const key = 'iss' in claims ? operator : keyOf(company);
  const answer = await sendSchemaWord(shared.url, SCHEMA_PATHS.fetch, { company, key }, asked, { claims });
  return fetchReply.parse(answer.json).recorded;
}
const forOperator = (asked: object = {}) => recordedFor('acme', asked, { iss: OPERATOR_AUDIENCE });

describe('what gateways record', () => {
  it('is counted by operation, and told to the company whose it is', async () => {
    expect(await record('acme', REALM, 2)).toBe(200);
    expect(await record('acme', [...REALM].reverse(), 3, { dropped: 4 })).toBe(200);
    expect(await recordedFor('acme')).toEqual([
      {
        ...{ company: 'acme', since: TODAY, dropped: 4 },
        operations: [{ hash: recordedHash(REALM), coordinates: REALM, count: 5, lastDay: TODAY }],
      },
    ]);
  });

  it('is told to no other company, whatever it asks for', async () => {
    await record('acme', COMMON, 1);
    expect(await recordedFor('harbor')).toEqual([]);
    expect(await recordedFor('harbor', { company: 'acme' })).toEqual([]);
    expect(shared.lines.join('')).not.toMatch(/acmeCases|AcmeCase/);
  });

  it("is told to the operator for the common schema alone, nothing of a company's realm", async () => {
    const told = await forOperator();
    expect(told).toMatchObject([
      { company: 'acme', dropped: 4, operations: [{ coordinates: COMMON, count: 1 }] },
    ]);
    expect(JSON.stringify(told)).not.toMatch(/AcmeCase|acmeCases/);
    expect(await forOperator({ company: 'harbor' })).toEqual([]);
  });

  it("is taken from a gateway's own token alone", async () => {
    const body = { company: 'acme', day: TODAY, dropped: 0, operations: [] };
    expect(await tell(body, 'none')).toBe(401);
    expect(await tell(body, await shared.gateway.passport('acme'))).toBe(401);
  });

  it.each([
    ['a value', { operations: [{ coordinates: ['Thread.title: "secret"'], count: 1 }] }],
    ['no coordinates', { operations: [{ coordinates: [], count: 1 }] }],
    ['no count', { operations: [{ coordinates: ['Query.me'], count: 0 }] }],
    ['no day', { day: 'yesterday' }],
    ['less than nothing dropped', { dropped: -1 }],
  ])('is refused with %s', async (_, wrong) => {
    expect(await tell({ company: 'harbor', day: TODAY, dropped: 0, operations: [], ...wrong })).toBe(400);
    expect(await recordedFor('harbor')).toEqual([]);
  });

  it('is nothing of a company that nobody knows, or that is suspended', async () => {
    expect(await record('nobody', COMMON, 1)).toBe(200);
    await setSuspended(shared.database, 'nimbus', true);
    expect(await record('nimbus', COMMON, 1)).toBe(200);
    await setSuspended(shared.database, 'nimbus', false);
    expect(await recordedFor('nimbus')).toEqual([]);
  });

  it('has an end: what is too much of a day is dropped, and said to be', async () => {
    const { each, aDay } = RECORDED_LIMITS;
    for (let from = 0; from < aDay + each; from += each) {
      const operations = Array.from({ length: each }, (_, at) => ({
        coordinates: [`Query.n${from + at}`],
        count: 2,
      }));
      expect(await tell({ company: 'outsider', day: TODAY, dropped: 0, operations })).toBe(200);
    }
    const [told] = (await recordedFor('outsider')) ?? [];
    expect([told?.operations.length, told?.dropped]).toEqual([aDay, 2 * each]);
  }, 30_000);

  it('is erased when it gets old', async () => {
    await forgetBefore(new Date(Date.parse(TODAY)), shared.database);
    expect(await recordedFor('outsider')).toHaveLength(1);
    await forgetBefore(new Date(Date.parse(TODAY) + 86_400_000), shared.database);
    expect(await recordedFor('outsider')).toEqual([]);
  });

  it('is erased, and no more, once it is switched off', async () => {
    await record('acme', REALM, 1);
    await changeSettings(shared.database, 'acme', { recordOperations: false });
    expect(await recordedFor('acme')).toEqual([]);
    expect(await record('acme', REALM, 1)).toBe(200);
    expect(await recordedFor('acme')).toEqual([]);
  });
});
