import { describe, expect, it } from '@jest/globals';
import { ROLLOUT } from '#cli/scenario/rollout-ids.ts';
import { SHARED_SCENARIO } from '#cli/scenario/rollout-team.ts';
import {
  CUSTOMER_OPS,
  DANA,
  DELIVERY_AGENT,
  TOMAS,
  type CompaniesAtWork,
  type Who,
} from '#test/testkit/companies-at-work.ts';

const TALK = SHARED_SCENARIO.teams[0]?.threads[0]?.messages ?? [];
const LAST_SAID = TALK.at(-1)?.id ?? '';
const MESSAGE = `query ($id: ID!) { thread(id: $id) { unreadCount lastMessage {
  id body editedAt author { displayName kind company { slug } } onBehalfOf { displayName } replyTo { id }
  mentions { id } reactions { emoji count participants { displayName } } revisions { body } } } }`;

interface Seen {
  readonly unreadCount: number;
  readonly lastMessage: Readonly<Record<string, unknown>> & { readonly id: string };
}

/** Acme and Harbor bring a migration to production: the reference talk, and how it goes on. */
export function deliveryCoordination(network: () => CompaniesAtWork): void {
  describe('delivery coordination', () => {
    const see = async (who: Who) =>
      (await network().ask<{ thread: Seen }>(who, MESSAGE, { id: ROLLOUT.thread })).thread;
    let answer = '';

    it('shows both companies the same talk, and each what it has not read', async () => {
      for (const who of [DANA, TOMAS, CUSTOMER_OPS, DELIVERY_AGENT])
        expect(await network().bodies(who, ROLLOUT.thread)).toEqual(TALK.map(({ body }) => body));
      expect((await see(DANA)).unreadCount).toBe(3);
      const last = (await network().read(DANA, ROLLOUT.thread))?.at(-1)?.sequence;
      await network().do(DANA, 'markRead', 'thread', { threadId: ROLLOUT.thread, sequence: last });
      expect((await see(DANA)).unreadCount).toBe(0);
      // What one person has read is read by nobody else.
      expect((await see(CUSTOMER_OPS)).unreadCount).toBe(4);
    });

    it('takes the answer of an agent that acts for a person, and says so to all', async () => {
      const acting = { ...DELIVERY_AGENT, actingFor: TOMAS.subject };
      const more = { replyToId: LAST_SAID, mentionIds: [ROLLOUT.projectLead] };
      answer = await network().post(acting, ROLLOUT.thread, 'Both checks are clean.', more);
      for (const who of [DANA, TOMAS])
        expect((await see(who)).lastMessage).toMatchObject({
          id: answer,
          author: { displayName: 'Delivery Agent', kind: 'AGENT', company: { slug: 'harbor' } },
          onBehalfOf: { displayName: 'Tomas Rivera' },
          replyTo: { id: LAST_SAID },
          mentions: [{ id: ROLLOUT.projectLead }],
        });
      expect((await see(DANA)).unreadCount).toBe(1);
    });

    it('counts a reaction once for each who reacts', async () => {
      const input = { messageId: answer, emoji: '👍' };
      await network().do(DANA, 'addReaction', 'message', input);
      await network().attempt(DANA, 'addReaction', input);
      await network().do(TOMAS, 'addReaction', 'message', input);
      const participants = [{ displayName: 'Dana Whitfield' }, { displayName: 'Tomas Rivera' }];
      expect((await see(CUSTOMER_OPS)).lastMessage['reactions']).toEqual([
        { emoji: '👍', count: 2, participants },
      ]);
    });

    it("is edited by the author's company alone, with the first text kept for both", async () => {
      const input = { messageId: answer, body: 'Both checks are clean, retries included.' };
      expect(await network().refused(DANA, 'editMessage', input)).toEqual(['NOT_PERMITTED']);
      await network().do(TOMAS, 'editMessage', 'message', input);
      const { lastMessage, unreadCount } = await see(DANA);
      expect(lastMessage).toMatchObject({
        body: input.body,
        editedAt: expect.stringMatching(/^20/),
        revisions: [{ body: 'Both checks are clean.' }, { body: input.body }],
      });
      expect(unreadCount).toBe(1);
    });

    it('leaves a log that both verify', async () => {
      const query = 'query ($id: ID!) { team(id: $id) { verify { valid checked } } }';
      const verified = (who: Who) => network().ask(who, query, { id: ROLLOUT.team });
      const dana = await verified(DANA);
      expect(dana).toMatchObject({ team: { verify: { valid: true } } });
      expect(await verified(TOMAS)).toEqual(dana);
    });
  });
}
