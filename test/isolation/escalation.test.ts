import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACME } from '#cli/scenario/acme.ts';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { startDisclosingNetwork, type DisclosingNetwork } from '#test/testkit/disclosing-network.ts';
import { foundIn, privateStrings } from '#test/testkit/secrets.ts';

/** Promise: an escalation carries exactly the chosen messages into the team, said to be whose they are, and nothing else. */
describe('an escalation', () => {
  let scene: DisclosingNetwork;
  beforeAll(async () => {
    scene = await startDisclosingNetwork();
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
  });

  const [thread] = ACME.privateThreads;
  const [, chosen] = thread?.messages ?? [];
  const input = {
    ...{ privateThreadId: thread?.id, teamId: ROLLOUT.team, title: 'Two accounts' },
    messageIds: [chosen?.id],
  };
  const read = (id: string) => `{ thread(id: "${id}") { title messages(first: 10) { nodes {
    body author { id } attribution { displayName kind at } } } } }`;

  it('opens a thread that Harbor reads, with the message and who said it first', async () => {
    const { id, state } = await scene.act('escalate', input);
    expect(state).toBe('ACTIVE');
    const { data, text } = await scene.ask('harbor', 'delivery-lead', read(id));
    expect(data).toEqual({
      thread: {
        title: 'Two accounts',
        messages: {
          nodes: [
            {
              body: chosen?.body,
              author: { id: ROLLOUT.projectLead },
              attribution: { displayName: 'Customer Ops Agent', kind: 'AGENT', at: chosen?.at },
            },
          ],
        },
      },
    });
    expect(foundIn(text, privateStrings('acme'))).toEqual([chosen?.body]);
    expect((await scene.ask('nimbus', 'platform-lead', read(id))).data).toEqual({ thread: null });
  });

  it('into a team that the company is not in opens nothing, and says so', async () => {
    const nowhere = { ...input, teamId: ROLLOUT.team.replace(/.$/, 'Z') };
    await expect(scene.act('escalate', nowhere)).rejects.toThrow('REFUSED');
  });
});
