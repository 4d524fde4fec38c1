import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { bodyHash } from '../messages/body-seal.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { eraseExpired } from '../retention/retention-job.ts';
import { GovernedTeams } from '../testing/governed-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';

const DAY = 86_400_000;
let shared: TestShared;
let teams: GovernedTeams;
beforeAll(async () => {
  shared = await openTestShared();
  teams = new GovernedTeams(shared.database);
});
afterAll(() => shared.close());

let keys = 0;
async function post(company: string, threadId: string, body: string) {
  const input = { threadId, body, idempotencyKey: `hold-${(keys += 1)}` };
  const { message } = await teams.do(company, 'postMessage', input, 'message { id sequence }');
  return { id: message?.id ?? '', sequence: message?.sequence ?? 0 };
}

async function talkOf(...companies: [string, ...string[]]) {
  const teamId = await teams.team(companies);
  const made = await teams.do(companies[0], 'createThread', { teamId, title: 'Talk' }, 'thread { id }');
  return { teamId, threadId: made.thread?.id ?? '' };
}

const place = async (
  company: string,
  input: { teamId: string; fromSequence?: number; toSequence?: number },
) => {
  const done = await teams.do(company, 'placeLegalHold', { reason: 'Case 7', ...input }, 'hold { id }');
  return (done as unknown as { hold: { id: string } }).hold.id;
};
const redact = (company: string, messageId: string) => teams.do(company, 'redactMessage', { messageId });

interface Hold {
  readonly id: string;
  readonly releasedAt: string | null;
  readonly messages: {
    readonly nodes: readonly {
      readonly messageId: string;
      readonly cause: string;
      readonly texts: readonly { readonly sequence: number; readonly body: string; readonly salt: string }[];
    }[];
  };
  readonly events: readonly {
    readonly kind: string;
    readonly messages: number | null;
    readonly subject: string | null;
  }[];
}
const HOLDS = `query ($teamId: ID) { legalHolds(teamId: $teamId) { id releasedAt
  messages(first: 100) { nodes { messageId cause texts { sequence body salt } } }
  events { kind messages subject } } }`;
const holdsOf = async (company: string, teamId: string | null = null, subject?: string) =>
  (await teams.ask<{ legalHolds: Hold[] }>(company, HOLDS, { teamId }, subject)).legalHolds;
const heldBy = async (company: string, teamId: string) =>
  (await holdsOf(company, teamId)).flatMap(({ messages }) =>
    messages.nodes.map(({ texts, cause }) => [cause, texts.map(({ body }) => body).join(' > ')]),
  );

describe('a legal hold', () => {
  it('keeps for its company what the author redacts, with every text that it read and its proof', async () => {
    const { teamId, threadId } = await talkOf('acme', 'harbor');
    const hold = await place('harbor', { teamId });
    const { id: messageId } = await post('acme', threadId, 'we knew in May');
    await teams.do('acme', 'editMessage', { messageId, body: 'we heard in June' });
    await redact('acme', messageId);
    const [found] = await holdsOf('harbor', teamId);
    expect(found).toMatchObject({ id: hold, releasedAt: null });
    expect(await heldBy('harbor', teamId)).toEqual([['REDACTED', 'we knew in May > we heard in June']]);
    expect(found?.events).toEqual([
      { kind: 'PLACED', messages: null, subject: 'lead' },
      { kind: 'KEPT', messages: 1, subject: null },
    ]);
    for (const { sequence, salt, body } of found?.messages.nodes[0]?.texts ?? []) {
      const event = await shared.rows.teamEvent.findFirstOrThrow({ where: { teamId, sequence } });
      expect(JSON.parse(event.payload)).toMatchObject({ bodyHash: bodyHash(salt, body) });
    }
    for (const company of ['acme', 'harbor']) {
      const source = `{ thread(id: "${threadId}") { messages { nodes { body redactionCause } } } }`;
      expect(await teams.ask(company, source)).toEqual({
        thread: { messages: { nodes: [{ body: '', redactionCause: 'COMPANY' }] } },
      });
    }
  });

  it('keeps what runs out of its time, and what goes with the team; whoever placed it still reads it', async () => {
    const { teamId, threadId } = await talkOf('acme', 'harbor');
    await place('harbor', { teamId });
    await post('acme', threadId, 'old');
    await teams.do('acme', 'setRetention', { teamId, days: 1 });
    teams.now += 2 * DAY;
    const clock = () => teams.now;
    await eraseExpired({ database: shared.database, clock, ids: createIdSource(clock) });
    await post('acme', threadId, 'the last word');
    await post('harbor', threadId, 'our own');
    await teams.do('acme', 'archiveTeam', { teamId });
    const { proposal } = await teams.do('acme', 'deleteTeam', { teamId }, 'proposal { id }');
    await teams.do('harbor', 'consent', { proposalId: proposal?.id, agree: true });
    expect(await shared.rows.message.count({ where: { teamId } })).toBe(0);
    expect(await heldBy('harbor', teamId)).toEqual([
      ['EXPIRED', 'old'],
      ['DELETED', 'the last word'],
      ['DELETED', 'our own'],
    ]);
    expect(await holdsOf('acme', teamId)).toEqual([]);
    expect(await holdsOf('harbor', teamId, 'somebody')).toEqual([]);
  });

  it('reaches as far as its company reads, and not to what came before, after or behind a door', async () => {
    const { teamId, threadId } = await talkOf('acme', 'harbor');
    const before = await post('acme', threadId, 'before nimbus');
    await teams.join(teamId, 'nimbus', 'acme', ['harbor']);
    await place('nimbus', { teamId });
    const within = await post('acme', threadId, 'with nimbus');
    const made = await teams.do('acme', 'createThread', { teamId, title: 'Two' }, 'thread { id }');
    const closed = made.thread?.id ?? '';
    const cards = await shared.rows.participant.findMany({
      where: { teamId, companySlug: { not: 'nimbus' } },
    });
    await teams.do('acme', 'restrictThread', { threadId: closed, participantIds: cards.map(({ id }) => id) });
    const behind = await post('acme', closed, 'behind the door');
    const edited = await post('acme', threadId, 'read');
    await teams.do('nimbus', 'leaveTeam', { teamId });
    await teams.do('acme', 'editMessage', { messageId: edited.id, body: 'never read' });
    const after = await post('acme', threadId, 'after nimbus');
    for (const { id } of [before, within, behind, edited, after]) await redact('acme', id);
    expect(await heldBy('nimbus', teamId)).toEqual([
      ['REDACTED', 'with nimbus'],
      ['REDACTED', 'read'],
    ]);
  });

  it('keeps a range, and only what the company reads of it can be held', async () => {
    const { teamId, threadId } = await talkOf('acme', 'harbor');
    const [one, two, three] = [
      await post('acme', threadId, 'one'),
      await post('acme', threadId, 'two'),
      await post('acme', threadId, 'three'),
    ];
    await place('harbor', { teamId, fromSequence: two.sequence, toSequence: two.sequence });
    for (const { id } of [one, two, three]) await redact('acme', id);
    expect(await heldBy('harbor', teamId)).toEqual([['REDACTED', 'two']]);
    await teams.join(teamId, 'nimbus', 'acme', ['harbor']);
    const hold = async (company: string, input: object, subject?: string) =>
      (await teams.act(company, 'placeLegalHold', { teamId, reason: 'x', ...input }, '', subject)).code;
    expect(await hold('nimbus', { toSequence: three.sequence })).toBe('INVALID_INPUT');
    expect(await hold('nimbus', { fromSequence: 0 })).toBe('INVALID_INPUT');
    expect(await hold('nimbus', { fromSequence: 9, toSequence: 8 })).toBe('INVALID_INPUT');
    expect(await hold('nimbus', { reason: ' ' })).toBe('INVALID_INPUT');
    expect(await hold('harbor', {}, 'somebody')).toBe('NOT_PERMITTED');
    expect(await hold('outsider', {})).toBe('NOT_FOUND');
  });

  it('once released erases what it alone has kept', async () => {
    const { teamId, threadId } = await talkOf('acme', 'harbor');
    const first = await post('acme', threadId, 'held twice');
    const all = await place('harbor', { teamId });
    const one = await place('harbor', { teamId, fromSequence: first.sequence, toSequence: first.sequence });
    const second = await post('acme', threadId, 'held once');
    for (const { id } of [first, second]) await redact('acme', id);
    expect((await teams.act('acme', 'releaseLegalHold', { holdId: all })).code).toBe('NOT_FOUND');
    expect((await teams.act('harbor', 'releaseLegalHold', { holdId: all }, '', 'agent')).code).toBe(
      'NOT_FOUND',
    );
    await teams.do('harbor', 'releaseLegalHold', { holdId: all });
    expect((await teams.act('harbor', 'releaseLegalHold', { holdId: all })).code).toBe('ALREADY_USED');
    expect(
      (await shared.rows.heldMessage.findMany({ where: { teamId } })).map(({ messageId }) => messageId),
    ).toEqual([first.id]);
    await teams.do('harbor', 'releaseLegalHold', { holdId: one });
    expect(await shared.rows.heldMessage.count({ where: { teamId } })).toBe(0);
    const [latest] = await holdsOf('harbor', teamId);
    expect(latest).toMatchObject({ id: one, releasedAt: expect.any(String), messages: { nodes: [] } });
    expect(latest?.events.map(({ kind, messages }) => [kind, messages])).toEqual([
      ['PLACED', null],
      ['RELEASED', 1],
    ]);
  });
});
