import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  DANA,
  NIMBUS_AGENT,
  NIMBUS_LEAD,
  TOMAS,
  type CompaniesAtWork,
  type Who,
} from '#test/testkit/companies-at-work.ts';

const EVENTS = `query ($id: ID!) { team(id: $id) { companies { company { slug } } verify { valid checked }
  events(first: 100) { nodes { sequence kind } } } }`;
const STEWARD_LIST =
  'query { invitations { id state terms { purpose companies { slug } historyMode } team { id } } }';

interface SeenTeam {
  readonly companies: readonly { readonly company: { readonly slug: string } }[];
  readonly verify: { readonly valid: boolean; readonly checked: number };
  readonly events: { readonly nodes: readonly { readonly sequence: number; readonly kind: string }[] };
}

/** Acme and Harbor bring Nimbus's agent into one case, and it is gone again after. */
export function supportEscalation(network: () => CompaniesAtWork): void {
  describe('support escalation', () => {
    let team: string;
    let thread: string;
    let sealed: readonly number[] = [];
    const see = async (who: Who) =>
      (await network().ask<{ team: SeenTeam | null }>(who, EVENTS, { id: team })).team;

    beforeAll(async () => {
      team = await network().team('Escalation 4711', DANA, TOMAS);
      thread = await network().do(DANA, 'createThread', 'thread', {
        teamId: team,
        title: 'Webhooks time out',
      });
      await network().post(DANA, thread, 'Escalation: webhooks time out since nine.');
      await network().post(TOMAS, thread, 'Escalation: it looks like the platform, not the rollout.');
    });

    it('invites by consent of both, and shows the invited company the terms and nothing else', async () => {
      const input = { teamId: team, company: 'nimbus', purpose: 'Look into the webhook time-outs.' };
      const made = await network().attempt(DANA, 'inviteCompany', input, 'invitation { id proposal { id } }');
      const { id, proposal } = made['invitation'] as { id: string; proposal: { id: string } };
      const companies = [{ slug: 'acme' }, { slug: 'harbor' }];
      const terms = { purpose: input.purpose, companies, historyMode: 'FROM_JOIN' };
      const { invitations } = await network().ask<{ invitations: { id: string }[] }>(
        NIMBUS_LEAD,
        STEWARD_LIST,
      );
      expect(invitations.find((one) => one.id === id)).toEqual({ id, state: 'SENT', terms, team: null });
      expect([await see(NIMBUS_LEAD), await network().read(NIMBUS_LEAD, thread)]).toEqual([null, null]);
      // One company's consent is not the others'.
      await network().do(NIMBUS_LEAD, 'acceptInvitation', 'invitation', { invitationId: id });
      expect(await see(NIMBUS_LEAD)).toBeNull();
      await network().do(TOMAS, 'consent', 'proposal', { proposalId: proposal.id, agree: true });
      expect((await see(NIMBUS_LEAD))?.companies).toHaveLength(3);
      expect(await network().refused(NIMBUS_LEAD, 'acceptInvitation', { invitationId: id })).toEqual([
        'ALREADY_USED',
      ]);
    });

    it('lets the agent in, who reads from the joining on and answers', async () => {
      const { company, subject } = NIMBUS_AGENT;
      const agent = { teamId: team, subject, kind: 'AGENT', displayName: `Agent of ${company}` };
      expect(
        await network().refused(NIMBUS_AGENT, 'postMessage', network().draft(thread, 'Early')),
      ).not.toEqual([]);
      await network().do(NIMBUS_LEAD, 'addParticipant', 'participant', agent);
      await network().post(NIMBUS_AGENT, thread, 'Escalation: a pool was full; it is larger now.');
      await network().post(DANA, thread, 'Escalation: confirmed, thank you.');
      const read = ['Escalation: a pool was full; it is larger now.', 'Escalation: confirmed, thank you.'];
      expect(await network().bodies(NIMBUS_AGENT, thread)).toEqual(read);
      expect(await network().found(NIMBUS_AGENT, 'escalation')).toEqual(read);
      expect(await network().bodies(TOMAS, thread)).toHaveLength(4);
    });

    it('keeps its time for the company that leaves, and nothing newer', async () => {
      await network().do(NIMBUS_LEAD, 'leaveTeam', 'team', { teamId: team });
      sealed = (await see(NIMBUS_LEAD))?.events.nodes.map(({ sequence }) => sequence) ?? [];
      await network().post(TOMAS, thread, 'Escalation: now between the two of us.');
      const again = {
        messageId: (await network().read(DANA, thread))?.at(0)?.id,
        body: 'Escalation: since ten.',
      };
      await network().do(DANA, 'editMessage', 'message', again);
      for (const who of [NIMBUS_LEAD, NIMBUS_AGENT]) {
        const seen = await see(who);
        expect(seen?.events.nodes.map(({ sequence }) => sequence)).toEqual(sealed);
        expect(seen?.companies).toEqual([]);
        expect(seen?.verify).toEqual({ valid: true, checked: sealed.length });
        expect(await network().bodies(who, thread)).toHaveLength(2);
        expect(await network().found(who, 'escalation')).toHaveLength(2);
        const refused = await network().refused(who, 'postMessage', network().draft(thread, 'Late'));
        expect(refused).toEqual(['NOT_PERMITTED']);
      }
      expect(await network().bodies(DANA, thread)).toHaveLength(5);
    });

    it('tells those who stay all of it, in one log', async () => {
      const [dana, tomas] = [await see(DANA), await see(TOMAS)];
      expect(dana?.verify).toMatchObject({ valid: true });
      const kinds = dana?.events.nodes.map(({ kind }) => kind) ?? [];
      expect(kinds).toEqual(
        expect.arrayContaining(['INVITATION_SENT', 'COMPANY_JOINED', 'COMPANY_LEFT', 'MESSAGE_EDITED']),
      );
      const since = tomas?.events.nodes.at(0)?.sequence ?? 0;
      expect(tomas?.events.nodes).toEqual(dana?.events.nodes.filter(({ sequence }) => sequence >= since));
    });
  });
}
