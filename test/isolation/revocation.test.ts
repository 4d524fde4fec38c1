import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  LOOK_AROUND,
  SHOWN,
  startDisclosingNetwork,
  type DisclosingNetwork,
} from '#test/testkit/disclosing-network.ts';
import { openDump } from '#test/testkit/dump.ts';

/** Promise: whatever was shown is gone for the other company on its very next request once it is over. */
describe('what was shown', () => {
  let scene: DisclosingNetwork;
  beforeAll(async () => {
    scene = await startDisclosingNetwork();
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  const kinds = Object.keys(SHOWN) as (keyof typeof SHOWN)[];
  const isShare = (id: string) => id.startsWith('shr_');
  const harborSees = async (text: string) =>
    (await scene.ask('harbor', 'delivery-lead', LOOK_AROUND)).text.includes(
      JSON.stringify(text).slice(1, -1),
    );
  const show = async (kind: keyof typeof SHOWN) => {
    const [mutation, input] = SHOWN[kind].act;
    const line = await scene.act(mutation, input);
    expect(line.state).toBe('ACTIVE');
    return line.id;
  };
  const takeBack = (id: string) =>
    isShare(id)
      ? scene.act('revokeShare', { shareId: id })
      : scene.act('withdrawFromTeam', { participantId: id });

  it.each(kinds)('%s is not seen before, is seen then, and is gone when it is taken back', async (kind) => {
    const { opens } = SHOWN[kind];
    expect(await harborSees(opens)).toBe(false);
    const id = await show(kind);
    expect(await harborSees(opens)).toBe(true);
    const { state } = await takeBack(id);
    expect(await harborSees(opens)).toBe(false);
    expect(state).toBe('ENDED');
  });

  it.each(kinds)('%s is gone when it runs out', async (kind) => {
    const { opens } = SHOWN[kind];
    const id = await show(kind);
    expect(await harborSees(opens)).toBe(true);
    const past = { expiresAt: new Date() };
    if (isShare(id)) await scene.db.share.update({ where: { id }, data: past });
    else await scene.db.publication.updateMany({ where: { participantId: id }, data: past });
    expect(await harborSees(opens)).toBe(false);
    await takeBack(id);
  });

  it.each(kinds)('%s is gone when its line is gone from the ledger', async (kind) => {
    const { opens } = SHOWN[kind];
    const id = await show(kind);
    expect(await harborSees(opens)).toBe(true);
    if (isShare(id)) await scene.db.share.delete({ where: { id } });
    else {
      const where = { participantId: id };
      const lines = await scene.db.publication.findMany({ where });
      await scene.db.publication.deleteMany({ where });
      expect(await harborSees(opens)).toBe(false);
      await scene.db.publication.createMany({ data: lines });
      await takeBack(id);
    }
    expect(await harborSees(opens)).toBe(false);
  });

  it('runs out by itself, at the time that was said', async () => {
    const [mutation, input] = SHOWN['an agent’s card'].act;
    const { opens } = SHOWN['an agent’s card'];
    const expiresAt = new Date(Date.now() + 1500);
    await scene.act(mutation, { ...input, expiresAt: expiresAt.toISOString() });
    expect(await harborSees(opens)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, expiresAt.getTime() - Date.now()));
    expect(await harborSees(opens)).toBe(false);
  });

  it('is gone when its source is: the document deleted, the message taken back, the agent removed', async () => {
    const { 'a document': document, 'a range of a thread': range } = SHOWN;
    await show('a document');
    const thread = await show('a range of a thread');
    expect([await harborSees(document.opens), await harborSees(range.opens)]).toEqual([true, true]);
    const [, input] = document.act;
    await scene.ask(
      'acme',
      'project-lead',
      `mutation { deleteDocument(input: { documentId: "${input.target.documentId ?? ''}" }) { userErrors { message } } }`,
    );
    expect(await harborSees(document.opens)).toBe(false);
    const share = await scene.db.share.findUniqueOrThrow({ where: { id: thread } });
    const message = await scene.db.privateMessage.findFirstOrThrow({
      where: { threadId: share.targetId, sequence: 2 },
    });
    await scene.ask(
      'acme',
      'project-lead',
      `mutation { redactPrivateMessage(input: { messageId: "${message.id}" }) { userErrors { message } } }`,
    );
    expect(await harborSees(range.opens)).toBe(false);
    const id = await show('an agent’s card');
    const [, card] = SHOWN['an agent’s card'].act;
    await scene.db.agent.update({ where: { id: card.target.agentId ?? '' }, data: { skills: [] } });
    expect(await harborSees(SHOWN['an agent’s card'].opens)).toBe(false);
    await takeBack(id);
  });

  it('is nowhere in the shared layer’s database', async () => {
    for (const kind of ['an agent’s card', 'a person'] as const) await show(kind);
    const shared = scene.network.databases.get('shared');
    const database = await openDump(shared?.ownerUrl ?? '');
    const dump = await database.text();
    await database.close();
    expect(dump).toContain('Support');
    for (const { opens } of Object.values(SHOWN)) expect(dump).not.toContain(opens);
  });
});
