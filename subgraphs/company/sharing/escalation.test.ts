import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TEAM, TEST_TIME, testId } from '../testkit/acme-scenario.ts';
import { startSharingScene, type SharingScene } from '../testkit/sharing-scene.ts';

let scene: SharingScene;
const change: SharingScene['change'] = (...args) => scene.change(...args);

beforeAll(async () => {
  scene = await startSharingScene();
});

beforeEach(() => scene.acme.sharedLayer.answerWith({ outcome: 'done' }));

afterAll(() => scene.stop());

const lastSeen = () => scene.acme.sharedLayer.seen.at(-1);

describe('escalating', () => {
  const messages = (...places: number[]) => places.map((place) => testId('pms', `T3M${place}`));
  const input = { privateThreadId: testId('pth', 'T3'), teamId: TEAM, title: 'Help wanted' };

  it('carries exactly the chosen messages over, in the thread’s order, with who said them', async () => {
    const messageIds = messages(4, 2);
    const { disclosure } = await change('escalate', { ...input, messageIds });
    expect(disclosure).toMatchObject({
      ...{ kind: 'ESCALATION', what: 'Help wanted', state: 'ACTIVE', revocable: false },
    });
    const said = (place: number, displayName: string, kind: string) => ({
      messageId: expect.stringMatching(/^msg_\w{26}$/),
      body: `SECRET body T3 ${place}`,
      saidBy: { displayName, kind, at: '2026-03-01T08:00:00.000Z' },
    });
    expect(lastSeen()?.command).toEqual({
      ...{ kind: 'openThread', threadId: disclosure?.['id'], teamId: TEAM, title: 'Help wanted' },
      messages: [said(2, 'ASHARED agent', 'AGENT'), said(4, 'ASHARED agent', 'AGENT')],
    });
    // What was sent is forgotten here once it is answered.
    const kept = await scene.db.$queryRaw<{ text: string }[]>`SELECT outbox::text AS text FROM outbox`;
    expect(kept.map(({ text }) => text).join()).not.toMatch(/SECRET/);
  });

  it('of what was taken back, of another thread, or of nothing is refused', async () => {
    const id = testId('pms', 'T3M5');
    await scene.db.privateMessage.update({
      where: { id },
      data: { redactedAt: new Date(TEST_TIME), body: '' },
    });
    for (const messageIds of [messages(1, 5), [testId('pms', 'T1M1')], [testId('pms', 'ABSENT')], ['x']])
      expect(await change('escalate', { ...input, messageIds })).toMatchObject({
        disclosure: null,
        userErrors: [{ code: 'NOT_FOUND', path: ['input', 'messageIds'] }],
      });
    expect(await change('escalate', { ...input, messageIds: [] })).toMatchObject({
      userErrors: [{ code: 'INVALID_INPUT' }],
    });
  });
});
