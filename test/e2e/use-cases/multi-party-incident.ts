import { beforeAll, describe, expect, it } from '@jest/globals';
import {
  DANA,
  NIMBUS_AGENT,
  NIMBUS_LEAD,
  TOMAS,
  type CompaniesAtWork,
} from '#test/testkit/companies-at-work.ts';

const OPEN = 'Incident: payments are down.';
const CLOSED = 'Incident: we suspect the certificate of Nimbus.';
const TOGETHER = 'Incident: Nimbus is with us now.';
const AFTERWARDS = 'Incident: the lessons are for the two of us.';

/** Three companies in one team, and a thread of it for a few named people. */
export function multiPartyIncident(network: () => CompaniesAtWork): void {
  describe('multi-party incident', () => {
    let team: string;
    let thread: string;
    let lead: string;
    beforeAll(async () => {
      team = await network().team('Incident 12', DANA, TOMAS, NIMBUS_LEAD);
      const agent = {
        teamId: team,
        subject: NIMBUS_AGENT.subject,
        kind: 'AGENT',
        displayName: 'Nimbus agent',
      };
      await network().do(NIMBUS_LEAD, 'addParticipant', 'participant', agent);
      lead = await network().participantOf(NIMBUS_LEAD, team);
      thread = await network().do(DANA, 'createThread', 'thread', { teamId: team, title: 'Payments' });
      await network().post(DANA, thread, OPEN);
    });
    const everywhere = async (who = NIMBUS_LEAD) => {
      const query = `query ($team: ID!, $thread: ID!) {
        team(id: $team) { threads { nodes { title unreadCount lastMessage { body } } } events(first: 100) { nodes { payload } } }
        thread(id: $thread) { title participants { displayName } messages(last: 100) { nodes { body revisions { body } } } }
        search(query: "incident") { nodes { snippet message { body } } } }`;
      return JSON.stringify(await network().ask(who, query, { team, thread }));
    };

    it('restricts a thread to named people: the third company keeps what it had, and hears no more', async () => {
      const roster = [await network().participantOf(DANA, team), await network().participantOf(TOMAS, team)];
      await network().do(DANA, 'restrictThread', 'thread', { threadId: thread, participantIds: roster });
      const said = await network().post(TOMAS, thread, CLOSED);
      await network().do(DANA, 'editMessage', 'message', {
        messageId: (await network().read(DANA, thread))?.find(({ body }) => body === OPEN)?.id,
        body: 'Incident: reworded behind the door.',
      });
      await network().do(DANA, 'addReaction', 'message', { messageId: said, emoji: '🔒' });
      await network().do(DANA, 'renameThread', 'thread', { threadId: thread, title: 'The certificate' });
      for (const who of [NIMBUS_LEAD, NIMBUS_AGENT]) {
        const seen = await everywhere(who);
        expect(seen).toContain(OPEN);
        for (const hidden of ['certificate', 'reworded', '🔒']) expect(seen).not.toContain(hidden);
        const refused = await network().refused(who, 'postMessage', network().draft(thread, 'Hello?'));
        expect(refused).toEqual(['NOT_PERMITTED']);
      }
      expect(await everywhere(DANA)).toContain(CLOSED);
    });

    it('names one of the third company: it hears from then on, and its others do not speak', async () => {
      await network().do(DANA, 'addThreadParticipants', 'thread', {
        threadId: thread,
        participantIds: [lead],
      });
      await network().post(DANA, thread, TOGETHER);
      await network().post(NIMBUS_LEAD, thread, 'Incident: the certificate is renewed.');
      const seen = await everywhere();
      expect(seen).toContain(TOGETHER);
      for (const hidden of [CLOSED, 'reworded', '🔒']) expect(seen).not.toContain(hidden);
      const refused = await network().refused(NIMBUS_AGENT, 'postMessage', network().draft(thread, 'Me too'));
      expect(refused).toEqual(['NOT_PERMITTED']);
    });

    it('hears nothing more once its person is off the roster, and the others go on', async () => {
      await network().do(NIMBUS_LEAD, 'removeThreadParticipants', 'thread', {
        threadId: thread,
        participantIds: [lead],
      });
      await network().post(TOMAS, thread, AFTERWARDS);
      const seen = await everywhere();
      expect(seen).toContain(TOGETHER);
      expect(seen).not.toContain(AFTERWARDS);
      for (const who of [DANA, TOMAS]) expect(await everywhere(who)).toContain(AFTERWARDS);
    });

    it('stays one log for all three, with the texts of nobody in it', async () => {
      const query = 'query ($id: ID!) { team(id: $id) { verify { valid checked } } }';
      const [dana, nimbus] = await Promise.all(
        [DANA, NIMBUS_LEAD].map((who) =>
          network().ask<{ team: { verify: { valid: boolean; checked: number } } }>(who, query, { id: team }),
        ),
      );
      expect([dana?.team.verify.valid, nimbus?.team.verify.valid]).toEqual([true, true]);
    });
  });
}
