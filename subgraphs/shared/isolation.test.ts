import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { companyAudience, SHARED_AUDIENCE, TOKEN_TYPE } from '#schema/wire/credentials.ts';
import { PASSPORT_HEADER } from '#schema/wire/headers.ts';
import { addShare, SHARE } from './testing/conversation-rows.ts';
import { addGovernance, INVITATION, PROPOSAL } from './testing/governance-rows.ts';
import { IDS } from './testing/interval-team.ts';
import { addKeeping, HOLD } from './testing/keeping-rows.ts';
import { startRunningShared, type RunningShared } from './testing/running-shared.ts';
import { makeGateway } from './testing/test-credentials.ts';
import { entityOperations, rootOperations } from './testing/whole-schema.ts';

let shared: RunningShared;
beforeAll(async () => {
  shared = await startRunningShared();
  await addGovernance(shared.rows);
  await addShare(shared.rows);
  await addKeeping(shared.rows);
});
afterAll(() => shared.stop());

const IDS_IN_INPUT = {
  renameTeam: `(input: { teamId: "${IDS.team}", name: "N" })`,
  archiveTeam: `(input: { teamId: "${IDS.team}" })`,
  unarchiveTeam: `(input: { teamId: "${IDS.team}" })`,
  leaveTeam: `(input: { teamId: "${IDS.team}" })`,
  removeCompany: `(input: { teamId: "${IDS.team}", company: "nimbus", reason: "R" })`,
  deleteTeam: `(input: { teamId: "${IDS.team}" })`,
  grantHistory: `(input: { teamId: "${IDS.team}", company: "harbor", fromSequence: 1, toSequence: 2 })`,
  addParticipant: `(input: { teamId: "${IDS.team}", subject: "s", kind: PERSON, displayName: "D" })`,
  updateParticipant: `(input: { participantId: "${IDS.acmeLead}", title: "T" })`,
  removeParticipant: `(input: { participantId: "${IDS.acmeLead}" })`,
  appointSteward: `(input: { participantId: "${IDS.acmeLead}" })`,
  stepDown: `(input: { teamId: "${IDS.team}" })`,
  inviteCompany: `(input: { teamId: "${IDS.team}", company: "acme", purpose: "P" })`,
  acceptInvitation: `(input: { invitationId: "${INVITATION}" })`,
  declineInvitation: `(input: { invitationId: "${INVITATION}" })`,
  revokeInvitation: `(input: { invitationId: "${INVITATION}" })`,
  consent: `(input: { proposalId: "${PROPOSAL}", agree: true })`,
  invitation: `(id: "${INVITATION}")`,
  team: `(id: "${IDS.team}")`,
  thread: `(id: "${IDS.early}")`,
  company: '(slug: "acme")',
  createTeam: '(input: { name: "A team" })',
  createThread: `(input: { teamId: "${IDS.team}", title: "A thread" })`,
  postMessage: `(input: { threadId: "${IDS.early}", body: "A message", idempotencyKey: "k" })`,
  search: '(query: "message")',
  renameThread: `(input: { threadId: "${IDS.early}", title: "T" })`,
  closeThread: `(input: { threadId: "${IDS.early}" })`,
  reopenThread: `(input: { threadId: "${IDS.early}" })`,
  openThread: `(input: { threadId: "${IDS.early}" })`,
  markRead: `(input: { threadId: "${IDS.early}", sequence: 9 })`,
  restrictThread: `(input: { threadId: "${IDS.early}", participantIds: ["${IDS.acmeLead}"] })`,
  addThreadParticipants: `(input: { threadId: "${IDS.early}", participantIds: ["${IDS.acmeLead}"] })`,
  removeThreadParticipants: `(input: { threadId: "${IDS.early}", participantIds: ["${IDS.acmeLead}"] })`,
  editMessage: `(input: { messageId: "${IDS.message(9)}", body: "B" })`,
  redactMessage: `(input: { messageId: "${IDS.message(9)}" })`,
  hideMessage: `(input: { messageId: "${IDS.message(9)}" })`,
  unhideMessage: `(input: { messageId: "${IDS.message(9)}" })`,
  addReaction: `(input: { messageId: "${IDS.message(9)}", emoji: "👍" })`,
  removeReaction: `(input: { messageId: "${IDS.message(9)}", emoji: "👍" })`,
  setRetention: `(input: { teamId: "${IDS.team}", days: 30 })`,
  placeLegalHold: `(input: { teamId: "${IDS.team}", reason: "R" })`,
  releaseLegalHold: `(input: { holdId: "${HOLD}" })`,
};
const REPRESENTATIONS: Record<string, Record<string, unknown>> = {
  Company: { slug: 'acme' },
  Invitation: { id: INVITATION },
  Proposal: { id: PROPOSAL },
  Message: { id: IDS.message(9) },
  Participant: { id: IDS.acmeLead },
  Share: { id: SHARE },
  Team: { id: IDS.team },
  TeamEvent: { id: IDS.event },
  Thread: { id: IDS.early },
};
const ROOTS = rootOperations(IDS_IN_INPUT);
const ENTITIES = entityOperations();
const representation = (type: string) => ({ r: [{ __typename: type, ...REPRESENTATIONS[type] }] });
const OPERATIONS: [string, string, object][] = [
  ...ROOTS.map(([name, query]): [string, string, object] => [name, query, {}]),
  ...ENTITIES.map(([name, query]): [string, string, object] => [
    `_entities ${name}`,
    query,
    representation(name),
  ]),
];

/** What of the team must not reach somebody who was never in it. Ids that were sent may come back in no answer either. */
const SECRETS = [
  IDS.team,
  IDS.early,
  'message 9',
  'acme lead',
  'harbor lead',
  IDS.event,
  SHARE,
  HOLD,
  'Case 7',
  'The plan',
  'Rollout',
  'ACME',
  'HARBOR',
];

describe('every operation', () => {
  it('is covered', () => {
    expect(ROOTS.map(([name]) => name).sort()).toEqual([
      'acceptInvitation',
      'addParticipant',
      'addReaction',
      'addThreadParticipants',
      'appointSteward',
      'archiveTeam',
      'closeThread',
      'company',
      'consent',
      'createTeam',
      'createThread',
      'declineInvitation',
      'deleteTeam',
      'editMessage',
      'grantHistory',
      'hideMessage',
      'invitation',
      'invitations',
      'inviteCompany',
      'leaveTeam',
      'legalHolds',
      'markRead',
      'me',
      'openThread',
      'placeLegalHold',
      'postMessage',
      'redactMessage',
      'releaseLegalHold',
      'removeCompany',
      'removeParticipant',
      'removeReaction',
      'removeThreadParticipants',
      'renameTeam',
      'renameThread',
      'reopenThread',
      'restrictThread',
      'revokeInvitation',
      'search',
      'setRetention',
      'stepDown',
      'team',
      'teams',
      'thread',
      'unarchiveTeam',
      'unhideMessage',
      'updateParticipant',
    ]);
    expect(ENTITIES.map(([name]) => name).sort()).toEqual(Object.keys(REPRESENTATIONS).sort());
  });

  it.each(OPERATIONS)('answers a member: %s', async (_, query, variables) => {
    if (query.startsWith('mutation')) return;
    const { status, text } = await shared.post(query, variables, await shared.as('acme'));
    expect(status).toBe(200);
    expect(JSON.parse(text)).not.toHaveProperty('errors');
    expect(text).toMatch(/Rollout|ACME|acme lead|tem_/);
  });

  it.each(OPERATIONS)('is closed without a good passport: %s', async (_, query, variables) => {
    const now = Math.floor(Date.now() / 1000);
    const old = { iat: now - 120, exp: now - 60 };
    const { caller: nobody, ...rest } = { caller: undefined };
    const bad: Record<string, string>[] = [
      {},
      { [PASSPORT_HEADER]: '' },
      { [PASSPORT_HEADER]: 'nonsense' },
      { [PASSPORT_HEADER]: await (await makeGateway()).passport('acme') },
      { [PASSPORT_HEADER]: await shared.gateway.passport('acme', { aud: companyAudience('acme') }) },
      { [PASSPORT_HEADER]: await shared.gateway.passport('acme', { iss: SHARED_AUDIENCE }) },
      { [PASSPORT_HEADER]: await shared.gateway.passport('acme', old) },
      { [PASSPORT_HEADER]: await shared.gateway.passport('acme', { exp: now + 3600 }) },
      { [PASSPORT_HEADER]: await shared.gateway.passport('acme', { ...rest, caller: nobody }) },
      { [PASSPORT_HEADER]: await shared.gateway.passport('acme', {}, TOKEN_TYPE.gateway) },
      { [PASSPORT_HEADER]: await shared.gateway.serviceToken() },
      { authorization: `Bearer ${await shared.gateway.passport('acme')}` },
    ];
    for (const headers of bad) {
      const { status, text } = await shared.post(query, variables, headers);
      expect(status).toBe(401);
      expect(JSON.parse(text)).toEqual({
        errors: [{ message: 'A valid passport is required.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  it.each(OPERATIONS)('shows an outsider nothing: %s', async (name, query, variables) => {
    const { status, text } = await shared.post(query, variables, await shared.as('outsider'));
    expect(status).toBe(200);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    expect(JSON.parse(text)).not.toHaveProperty('errors');
    if (name.startsWith('_entities')) expect(JSON.parse(text)).toEqual({ data: { _entities: [null] } });
  });

  it('was written by nobody but members', async () => {
    const team = await shared.rows.team.findUniqueOrThrow({ where: { id: IDS.team } });
    expect(team.lastSequence).toBe(13);
  });
});

describe('hostile representations', () => {
  const hostile = [
    {},
    { id: null },
    { id: 7 },
    { id: [] },
    { id: { id: IDS.team } },
    { id: '' },
    { id: `${IDS.team}\0` },
    { id: "' OR 1=1 --" },
    { id: 'x'.repeat(10_000) },
    { slug: null },
    { slug: {} },
    { slug: 'acme\0' },
    { id: '__proto__' },
  ];

  it.each(ENTITIES)('of %s are null, and cost their neighbours nothing', async (type, query) => {
    const wrongKinds = Object.entries(REPRESENTATIONS)
      .filter(([other]) => other !== type)
      .map(([, keys]) => keys);
    const all = [...hostile, ...wrongKinds, REPRESENTATIONS[type]];
    const r = all.map((keys) => ({ __typename: type, ...keys }));
    const { text } = await shared.post(query, { r }, await shared.as('acme'));
    const { data, errors } = JSON.parse(text) as { data: { _entities: unknown[] }; errors?: unknown };
    expect(errors).toBeUndefined();
    expect(data._entities.slice(0, -1)).toEqual(all.slice(0, -1).map(() => null));
    expect(data._entities.at(-1)).not.toBeNull();
  });

  it('of types that are no entities fail without a word about ours', async () => {
    for (const type of ['Caller', 'Query', 'Nothing', 'UserError', '']) {
      const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename } }';
      const { text } = await shared.post(query, { r: [{ __typename: type }] }, await shared.as('acme'));
      expect(text).not.toMatch(/_entities resolver|stack|node_modules/);
      expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: expect.any(String) } }] });
    }
  });
});

describe('arguments', () => {
  it.each([
    ['{ team { id } }', 'BAD_USER_INPUT'],
    [`{ team(id: "${IDS.team}", slug: "acme-rollout") { id } }`, 'BAD_USER_INPUT'],
    ['{ teams(first: 1000) { nodes { id } } }', 'BAD_USER_INPUT'],
  ])('of %s are refused', async (query, code) => {
    const { text } = await shared.post(query, {}, await shared.as('acme'));
    expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code } }] });
  });

  it.each(['team(slug: $s)', 'company(slug: $s)', 'team(id: $s)', 'thread(id: $s)'])(
    'of %s may be anything',
    async (field) => {
      const type = field.includes('slug') ? 'String!' : 'ID!';
      for (const s of ['', '\0', "'", '\ud800', 'x'.repeat(100_000), 'acme\0']) {
        const { text } = await shared.post(
          `query ($s: ${type}) { it: ${field} { __typename } }`,
          { s },
          await shared.as('acme'),
        );
        expect(JSON.parse(text)).toEqual({ data: { it: null } });
      }
    },
  );
});
