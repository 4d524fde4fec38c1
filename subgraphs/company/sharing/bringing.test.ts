import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TEAM, TEST_TIME, testId } from '../testkit/acme-scenario.ts';
import { startSharingScene, type SharingScene } from '../testkit/sharing-scene.ts';
import type { Json } from '../testkit/test-company.ts';

let scene: SharingScene;
const change: SharingScene['change'] = (...args) => scene.change(...args);
const entity: SharingScene['entity'] = (...args) => scene.entity(...args);

beforeAll(async () => {
  scene = await startSharingScene();
});

beforeEach(() => scene.acme.sharedLayer.answerWith({ outcome: 'done' }));

afterAll(() => scene.stop());

const hidden = { agentId: testId('agt', 'AHDDN'), teamId: TEAM };
const lastSeen = () => scene.acme.sharedLayer.seen.at(-1);

describe('bringing', () => {
  it('opens the door only when the shared layer has agreed, and tells it in the actor’s name', async () => {
    let during: Json | null = null;
    scene.acme.sharedLayer.answerWith(async ({ command }) => {
      if (command.kind === 'addParticipant')
        during = await entity('Participant', command.participantId, 'id agent { name }');
      return { outcome: 'done' };
    });
    const { disclosure, userErrors } = await change('bringToTeam', { ...hidden, title: 'Helper' });
    expect(userErrors).toEqual([]);
    expect(disclosure).toMatchObject({
      ...{ kind: 'PARTICIPANT', what: 'AHDDN agent', teamId: TEAM, state: 'ACTIVE', revocable: true },
      ...{ by: { id: testId('psn', 'SHARED') }, until: null, endedAt: null, problem: null },
    });
    const id = disclosure?.['id'];
    expect(during).toEqual({ id, agent: null });
    expect(await entity('Participant', id, 'id agent { name }')).toEqual({
      id,
      agent: { name: 'AHDDN agent' },
    });
    expect(lastSeen()).toMatchObject({
      actor: { sub: 'person-shared', kind: 'person' },
      command: {
        ...{ kind: 'addParticipant', participantId: id, teamId: TEAM, subject: 'agent-ahddn' },
        ...{ participantKind: 'AGENT', displayName: 'AHDDN agent', title: 'Helper' },
      },
    });
    expect(await change('bringToTeam', hidden)).toMatchObject({ userErrors: [{ code: 'CONFLICT' }] });
    await change('withdrawFromTeam', { participantId: id });
  });

  it('is withdrawn at once, also while the shared layer is away, and is told of later', async () => {
    const { disclosure } = await change('bringToTeam', hidden);
    const id = disclosure?.['id'];
    scene.acme.sharedLayer.answerWith({ status: 503 });
    const { disclosure: ending } = await change('withdrawFromTeam', { participantId: id });
    expect(ending).toMatchObject({
      state: 'ENDING',
      endedBy: { id: testId('psn', 'SHARED') },
      revocable: true,
    });
    expect(await entity('Participant', id, 'agent { name }')).toEqual({ agent: null });
    scene.acme.sharedLayer.answerWith({ outcome: 'done' });
    await scene.db.outboxItem.updateMany({ data: { nextAttemptAt: new Date(TEST_TIME) } });
    const { disclosure: ended } = await change('withdrawFromTeam', { participantId: id });
    expect(ended).toMatchObject({ state: 'ENDED', revocable: false });
    const commands = scene.acme.sharedLayer.seen.filter(({ command }) =>
      JSON.stringify(command).includes(String(id)),
    );
    expect(new Set(commands.map(({ command }) => command.kind))).toEqual(
      new Set(['addParticipant', 'removeParticipant']),
    );
    expect(await change('withdrawFromTeam', { participantId: id })).toEqual({
      disclosure: ended,
      userErrors: [],
    });
  });

  it('is kept as refused when the shared layer says no, and opens nothing', async () => {
    scene.acme.sharedLayer.answerWith({
      outcome: 'refused',
      code: 'NOT_FOUND',
      message: 'There is no such team.',
    });
    const { disclosure, userErrors } = await change('bringToTeam', {
      ...hidden,
      expiresAt: new Date(TEST_TIME + 60_000).toISOString(),
    });
    expect(disclosure).toMatchObject({
      state: 'REFUSED',
      problem: 'There is no such team.',
      revocable: false,
    });
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    expect(await entity('Participant', disclosure?.['id'], 'agent { name }')).toEqual({ agent: null });
    // Nor is it ended later: there is nothing to end.
    expect(await scene.db.outboxItem.count({ where: { doneAt: null } })).toBe(0);
  });

  it('says why a card stays in the team although nothing is read through it any more', async () => {
    const { disclosure } = await change('bringToTeam', { personId: testId('psn', 'HDDN'), teamId: TEAM });
    const id = disclosure?.['id'];
    const refused = { outcome: 'refused', code: 'CONFLICT', message: 'The last steward.' } as const;
    scene.acme.sharedLayer.answerWith(refused);
    const kept = await change('withdrawFromTeam', { participantId: id });
    expect(kept).toMatchObject({
      disclosure: { state: 'ENDING', problem: 'The last steward.' },
      userErrors: [{ code: 'CONFLICT' }],
    });
    expect(await entity('Participant', id, 'person { displayName }')).toEqual({ person: null });
    scene.acme.sharedLayer.answerWith({ outcome: 'done' });
    expect(await change('withdrawFromTeam', { participantId: id })).toMatchObject({
      disclosure: { state: 'ENDED', problem: null },
      userErrors: [],
    });
  });

  it('that was never told of is ended without a word', async () => {
    const participantId = testId('par', 'NEW');
    const since = { teamId: TEAM, publishedAt: new Date(TEST_TIME - 1000), agentId: testId('agt', 'AHDDN') };
    await scene.db.publication.create({ data: { ...since, participantId, state: 'PENDING' } });
    await scene.db.outboxItem.create({
      data: {
        ...{ requestId: '01JQZX5T8E7W3N6K9M2P4R5S6T', subjectId: participantId, kind: 'addParticipant' },
        ...{ body: '{}', actorSubject: 'a', actorKind: 'person', createdAt: new Date(TEST_TIME) },
        nextAttemptAt: new Date(TEST_TIME + 60_000),
      },
    });
    const before = scene.acme.sharedLayer.seen.length;
    const { disclosure } = await change('withdrawFromTeam', { participantId });
    expect(disclosure).toMatchObject({ state: 'ENDED' });
    expect(scene.acme.sharedLayer.seen).toHaveLength(before);
    expect(await scene.db.outboxItem.count({ where: { doneAt: null } })).toBe(0);
  });

  it('happens once for one key, and clashes with another input', async () => {
    const input = { ...hidden, idempotencyKey: 'once' };
    const both = await Promise.all([change('bringToTeam', input), change('bringToTeam', input)]);
    expect(both[0].disclosure?.['id']).toBe(both[1].disclosure?.['id']);
    expect(await change('bringToTeam', { ...input, title: 'x' })).toMatchObject({
      disclosure: null,
      userErrors: [{ code: 'CONFLICT', path: ['input', 'idempotencyKey'] }],
    });
    await change('withdrawFromTeam', { participantId: both[0].disclosure?.['id'] });
  });

  it.each([
    ['nobody at all', { teamId: TEAM }, 'INVALID_INPUT'],
    ['two at once', { ...hidden, personId: testId('psn', 'HDDN') }, 'INVALID_INPUT'],
    ['somebody who is not there', { ...hidden, agentId: testId('agt', 'ABSENT') }, 'NOT_FOUND'],
    ['another company’s', { ...hidden, agentId: testId('agt', 'AHDDN', 'harbor') }, 'NOT_FOUND'],
    ['a person as an agent', { ...hidden, agentId: testId('psn', 'HDDN') }, 'NOT_FOUND'],
    ['to no team', { ...hidden, teamId: 'tem_x' }, 'NOT_FOUND'],
    ['under a name with two lines', { ...hidden, displayName: 'a\nb' }, 'INVALID_INPUT'],
    ['until yesterday', { ...hidden, expiresAt: '2026-03-04T00:00:00Z' }, 'INVALID_INPUT'],
    ['with a strange key', { ...hidden, idempotencyKey: 'ä' }, 'INVALID_INPUT'],
  ])('%s is refused, and nothing is sent', async (_case, input, code) => {
    const before = scene.acme.sharedLayer.seen.length;
    expect(await change('bringToTeam', input)).toMatchObject({ disclosure: null, userErrors: [{ code }] });
    expect(scene.acme.sharedLayer.seen).toHaveLength(before);
  });
});
