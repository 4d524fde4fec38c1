import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { sha256 } from '#schema/wire/hash.ts';
import { TEAM, TEST_TIME, testId } from '../testkit/acme-scenario.ts';
import { startSharingScene, type Payload, type SharingScene } from '../testkit/sharing-scene.ts';

let scene: SharingScene;
const change: SharingScene['change'] = (...args) => scene.change(...args);
const entity: SharingScene['entity'] = (...args) => scene.entity(...args);

beforeAll(async () => {
  scene = await startSharingScene();
});

beforeEach(() => scene.acme.sharedLayer.answerWith({ outcome: 'done' }));

afterAll(() => scene.stop());

const hidden = { agentId: testId('agt', 'AHDDN'), teamId: TEAM };
const card = (content: string) => `content { ... on SharedAgentCard { ${content} } }`;
const lastSeen = () => scene.acme.sharedLayer.seen.at(-1);

describe('sharing by reference', () => {
  const target = { agentId: hidden.agentId };
  const share = { target, fields: ['NAME', 'STATUS'], teamId: TEAM, note: 'Ask it.' };

  it('shows the chosen fields, live, until it is taken back', async () => {
    const { disclosure } = await change('createShare', share);
    const id = disclosure?.['id'];
    expect(disclosure).toMatchObject({ kind: 'SHARE', what: 'AHDDN agent', state: 'ACTIVE' });
    expect(lastSeen()?.command).toEqual({
      ...{ kind: 'createShare', shareId: id, teamId: TEAM, targetKind: 'AGENT' },
      ...{ note: 'Ask it.', expiresAt: null },
    });
    const read = () => entity('Share', id, card('name status purpose skills'));
    const shown = { status: 'ACTIVE', purpose: null, skills: null };
    expect(await read()).toEqual({ content: { name: 'AHDDN agent', ...shown } });
    await scene.db.agent.update({ where: { id: target.agentId }, data: { name: 'renamed' } });
    expect(await read()).toEqual({ content: { name: 'renamed', ...shown } });
    await scene.db.agent.update({ where: { id: target.agentId }, data: { name: 'AHDDN agent' } });
    scene.acme.sharedLayer.answerWith({ status: 503 });
    expect(await change('revokeShare', { shareId: id })).toMatchObject({ disclosure: { state: 'ENDING' } });
    expect(await read()).toEqual({ content: null });
  });

  it('shows nothing while the shared layer has not answered', async () => {
    scene.acme.sharedLayer.answerWith({ status: 500 });
    const { disclosure, userErrors } = await change('createShare', share);
    expect([disclosure?.['state'], userErrors]).toEqual(['PENDING', []]);
    expect(await entity('Share', disclosure?.['id'], card('name'))).toEqual({ content: null });
    expect(await entity('Share', disclosure?.['id'], card('name'), scene.admin())).toMatchObject({
      content: { name: 'AHDDN agent' },
    });
    await change('revokeShare', { shareId: disclosure?.['id'] });
  });

  it('of a thread shows its range without what was taken back, and nothing that comes later', async () => {
    const threadId = testId('pth', 'T2');
    const { disclosure } = await change('createShare', {
      ...{ fields: ['TITLE', 'BODY', 'TIME'], teamId: TEAM },
      target: { privateThreadId: threadId, fromSequence: 4, toSequence: 9 },
    });
    const inside = 'content { ... on SharedPrivateThread { title messages { body authorName createdAt } } }';
    const read = () => entity('Share', disclosure?.['id'], inside);
    const said = (place: number) => ({
      ...{ body: `SECRET body T2 ${place}`, authorName: null, createdAt: '2026-03-01T08:00:00.000Z' },
    });
    expect(await read()).toEqual({ content: { title: 'SECRET title T2', messages: [said(4), said(5)] } });
    const id = testId('pms', 'T2M4');
    await scene.db.privateMessage.update({
      where: { id },
      data: { redactedAt: new Date(TEST_TIME), body: '' },
    });
    expect(await read()).toEqual({ content: { title: 'SECRET title T2', messages: [said(5)] } });
    await change('revokeShare', { shareId: disclosure?.['id'] });
    expect(await read()).toEqual({ content: null });
  });

  describe('of a document', () => {
    const id = testId('doc', 'SHAREDD0C');
    const fields = ['TITLE', 'BODY', 'MEDIA_TYPE', 'UPDATED_AT'];
    const inside = 'content { ... on SharedDocument { title body mediaType updatedAt } }';
    const read = (share: Payload) => entity('Share', share.disclosure?.['id'], inside);

    const text = (body: string) => ({ body, size: Buffer.byteLength(body), sha256: sha256(body) });

    beforeAll(async () => {
      const at = new Date(TEST_TIME);
      const column = {
        id,
        sourceId: testId('kno', 'RVNBKS'),
        name: 'x',
        title: 'Steps',
      };
      await scene.db.document.create({
        data: {
          ...column,
          mediaType: 'MARKDOWN',
          ...text('a🙂 step.\nthe rest'),
          createdAt: at,
          updatedAt: at,
          authorPersonId: testId('psn', 'SHARED'),
        },
      });
    });

    it('shows an excerpt only while its text is the one that was chosen, and the whole as it is', async () => {
      const target = { documentId: id, excerpt: { start: 1, end: 8 } };
      const excerpt = await change('createShare', { target, fields, teamId: TEAM });
      const whole = await change('createShare', {
        target: { documentId: id },
        fields: ['BODY'],
        teamId: TEAM,
      });
      const shown = { title: 'Steps', mediaType: 'MARKDOWN', updatedAt: new Date(TEST_TIME).toISOString() };
      expect(await read(excerpt)).toEqual({ content: { ...shown, body: '🙂 step.' } });
      expect(await read(whole)).toMatchObject({ content: { title: null, body: 'a🙂 step.\nthe rest' } });
      await scene.db.document.update({ where: { id }, data: text('a🙂 step.\nedited') });
      expect(await read(excerpt)).toMatchObject({ content: { body: '🙂 step.' } });
      expect(await read(whole)).toMatchObject({ content: { body: 'a🙂 step.\nedited' } });
      await scene.db.document.update({ where: { id }, data: text('SECRET before it') });
      expect(await read(excerpt)).toMatchObject({ content: { title: 'Steps', body: null } });
      await scene.db.document.delete({ where: { id } });
      expect([await read(excerpt), await read(whole)]).toEqual([{ content: null }, { content: null }]);
    });
  });

  it.each([
    ['nothing', { ...share, target: {} }, 'INVALID_INPUT'],
    ['two things', { ...share, target: { ...target, documentId: testId('doc', 'A') } }, 'INVALID_INPUT'],
    ['no field', { ...share, fields: [] }, 'INVALID_INPUT'],
    ['a field of something else', { ...share, fields: ['NAME', 'BODY'] }, 'INVALID_INPUT'],
    [
      'a thread without a range',
      { ...share, fields: ['BODY'], target: { privateThreadId: testId('pth', 'T1') } },
      'INVALID_INPUT',
    ],
    ['an agent that is not there', { ...share, target: { agentId: testId('agt', 'ABSENT') } }, 'NOT_FOUND'],
    ['another company’s agent', { ...share, target: { agentId: testId('agt', 'A', 'harbor') } }, 'NOT_FOUND'],
    ['a person', { ...share, target: { agentId: testId('psn', 'HDDN') } }, 'NOT_FOUND'],
    ['a blank note', { ...share, note: ' ' }, 'INVALID_INPUT'],
  ])('%s is refused', async (_case, input, code) => {
    const before = scene.acme.sharedLayer.seen.length;
    expect(await change('createShare', input)).toMatchObject({ disclosure: null, userErrors: [{ code }] });
    expect(scene.acme.sharedLayer.seen).toHaveLength(before);
  });
});
