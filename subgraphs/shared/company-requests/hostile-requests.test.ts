import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ulid } from 'ulid';
import type { CompanyCommand } from '#schema/wire/company-requests.ts';
import { companyAudience, SHARED_AUDIENCE, TOKEN_TYPE } from '#schema/wire/credentials.ts';
import { registerCompanies } from '../seed.ts';
import { bodyOf, keyOf, sendWord, type Word } from '../testing/company-word.ts';
import { IDS } from '../testing/interval-team.ts';
import { startRunningShared, type RunningShared } from '../testing/running-shared.ts';
import { makeKey } from '../testing/test-credentials.ts';
import { ACME } from '../testing/test-shared.ts';

let shared: RunningShared;
beforeAll(async () => {
  shared = await startRunningShared();
});
afterAll(() => shared.stop());

const bring = (company: string, teamId: string = IDS.team): CompanyCommand => ({
  kind: 'addParticipant',
  participantId: `par_${company}_${ulid()}`,
  ...{ teamId, subject: 'new', participantKind: 'PERSON', displayName: 'New', title: null },
});

/** Everything that a request could have changed. */
async function standing() {
  const [team, replies] = await Promise.all([
    shared.rows.team.findUniqueOrThrow({ where: { id: IDS.team } }),
    shared.rows.companyRequestReply.count(),
  ]);
  return { head: team.lastSequence, replies };
}

let before: Awaited<ReturnType<typeof standing>>;
beforeEach(async () => {
  before = await standing();
});

const now = () => Math.floor(Date.now() / 1000);
const stranger = await makeKey('stranger-1');
const namesake = await makeKey('acme-1');

describe("a request in a company's name", () => {
  it.each<[string, Word]>([
    ['an unknown key', { key: stranger }],
    ["a key of its own under the company's key id", { key: namesake }],
    ["another company's key", { key: keyOf('harbor') }],
    ['the body of another request', { signedBody: bodyOf(ulid(), bring('acme')) }],
    ['no hash of a body', { claims: { body: undefined } }],
    ['an expired word', { claims: { iat: now() - 120, exp: now() - 60 } }],
    ['a word that lives too long', { claims: { exp: now() + 3600 } }],
    ['a word from the future', { claims: { iat: now() + 600, exp: now() + 660 } }],
    ['a word without an end', { claims: { exp: undefined } }],
    ['a word for somebody else', { claims: { aud: companyAudience('acme') } }],
    ['a word of no issuer', { claims: { iss: undefined } }],
    ['a word of a list of issuers', { claims: { iss: [companyAudience('acme')] } }],
    ['a word of the shared layer', { claims: { iss: SHARED_AUDIENCE } }],
    ['a word of a company that nobody knows', { claims: { iss: companyAudience('nobody') } }],
    ['the type of a passport', { typ: TOKEN_TYPE.passport }],
    ['nobody behind it', { claims: { actor: undefined } }],
    ['somebody behind it whom no database holds', { subject: 'a\0b' }],
  ])('is refused with %s, and nothing is done', async (_, word) => {
    expect(await sendWord(shared.url, 'acme', bodyOf(ulid(), bring('acme')), word)).toEqual({ status: 401 });
    expect(await standing()).toEqual(before);
  });

  it.each([
    ['no token', ''],
    ['no JWT', 'garbage'],
    ['a JWT of nothing', 'a.b.c'],
    ['far too long a token', 'x'.repeat(9000)],
  ])('is refused with %s', async (_, token) => {
    const headers = { 'agent-network-company-request': token };
    const body = bodyOf(ulid(), bring('acme'));
    const { status } = await fetch(`${shared.url}/company-requests`, { method: 'POST', headers, body });
    expect(status).toBe(401);
  });

  it('is not spoken by a passport', async () => {
    const body = bodyOf(ulid(), bring('acme'));
    const passport = await shared.as('acme');
    const { status } = await fetch(`${shared.url}/company-requests`, {
      method: 'POST',
      headers: passport,
      body,
    });
    expect(status).toBe(401);
  });

  it('is good for its own company alone', async () => {
    const word = { claims: { iss: companyAudience('harbor') } };
    expect((await sendWord(shared.url, 'acme', bodyOf(ulid(), bring('harbor')), word)).status).toBe(401);
  });

  it('ends with its key, at once', async () => {
    const next = await makeKey('acme-2');
    await registerCompanies(shared.database, [{ ...ACME, keys: [...ACME.keys, next] }]);
    const repeated = bodyOf(ulid(), { kind: 'removeParticipant', participantId: `par_acme_${ulid()}` });
    const send = (key = keyOf('acme')) => sendWord(shared.url, 'acme', repeated, { key });
    expect(await send()).toMatchObject({ code: 'NOT_FOUND' });
    expect(await send(next)).toMatchObject({ code: 'NOT_FOUND' });
    await registerCompanies(shared.database, [{ ...ACME, keys: [next] }]);
    expect(await send()).toEqual({ status: 401 });
    expect(await send(next)).toMatchObject({ code: 'NOT_FOUND' });
    await shared.rows.companyKey.updateMany({ where: { kid: 'acme-1' }, data: { retiredAt: null } });
  });

  it.each<[string, object]>([
    ['no JSON', {}],
    ['no command', { command: { kind: 'deleteTeam', teamId: IDS.team } }],
    ['a field too few', { command: { kind: 'addParticipant', teamId: IDS.team } }],
    ['an id that is none', { requestId: 'x', command: bring('acme') }],
  ])('is refused for good when its body has %s', async (_, body) => {
    const text = Object.keys(body).length === 0 ? 'x' : JSON.stringify({ requestId: ulid(), ...body });
    const answer = await sendWord(shared.url, 'acme', text);
    expect(answer).toMatchObject({ status: 400, outcome: 'refused', code: 'INVALID_INPUT' });
    expect(await standing()).toEqual(before);
  });

  it.each<[string, string, CompanyCommand, string]>([
    ["another company's participant id", 'acme', { ...bring('harbor') }, 'INVALID_INPUT'],
    [
      'an id of another kind',
      'acme',
      { ...bring('acme'), participantId: `agt_acme_${ulid()}` } as CompanyCommand,
      'INVALID_INPUT',
    ],
    [
      'an id in use',
      'acme',
      { ...bring('acme'), participantId: IDS.acmeAgent } as CompanyCommand,
      'CONFLICT',
    ],
    ['a subject that is there', 'acme', { ...bring('acme'), subject: 'lead' } as CompanyCommand, 'CONFLICT'],
    ['a company that is not in the team', 'outsider', bring('outsider'), 'NOT_FOUND'],
    ['a team that is not there', 'acme', bring('acme', `tem_${ulid()}`), 'NOT_FOUND'],
    ['a company that has left', 'nimbus', bring('nimbus'), 'NOT_PERMITTED'],
    [
      "another company's participant to withdraw",
      'acme',
      { kind: 'removeParticipant', participantId: IDS.harborLead },
      'NOT_FOUND',
    ],
    [
      'its last steward to withdraw',
      'acme',
      { kind: 'removeParticipant', participantId: IDS.acmeLead },
      'CONFLICT',
    ],
    [
      "another company's share to take back",
      'acme',
      { kind: 'revokeShare', shareId: `shr_harbor_${ulid()}` },
      'NOT_FOUND',
    ],
  ])('is refused for %s', async (_, company, command, code) => {
    const answer = await sendWord(shared.url, company, bodyOf(ulid(), command));
    expect(answer).toMatchObject({ status: 200, outcome: 'refused', code });
    expect((await standing()).head).toBe(before.head);
  });

  it('tells no team that is hidden from one that is not there', async () => {
    const [hidden, missing] = [bring('outsider'), bring('outsider', `tem_${ulid()}`)];
    const answers = await Promise.all(
      [hidden, missing].map((command) => sendWord(shared.url, 'outsider', bodyOf(ulid(), command))),
    );
    expect(answers[0]).toEqual(answers[1]);
  });

  it('leaves no word of itself in the log', () => {
    const text = shared.lines.join('');
    expect(text).toContain('/company-requests');
    for (const secret of ['displayName', 'addParticipant', 'eyJ']) expect(text).not.toContain(secret);
  });
});
