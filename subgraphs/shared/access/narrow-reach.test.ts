import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EMPTY_CHAIN } from '../events/event-rules.ts';
import type { Transaction } from '../database.ts';
import { addConversationParts } from '../testing/conversation-rows.ts';
import { addGovernance } from '../testing/governance-rows.ts';
import { IDS } from '../testing/interval-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';
import type { Reach } from './reach-rules.ts';
import { enterCompany } from './row-security.ts';

let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
  await addConversationParts(shared.rows);
  await addGovernance(shared.rows);
});
afterAll(() => shared.close());

const NOWHERE: Reach = { read: [], post: [] };

const as = <T>(reach: Reach | null, work: (transaction: Transaction) => Promise<T>) =>
  shared.database.$transaction(async (transaction) => {
    await enterCompany(transaction, 'acme', reach);
    return work(transaction);
  });

/** The tables that say of which team a row is; the teams themselves among them. */
async function teamTables(): Promise<string[]> {
  const rows = await shared.rows.$queryRaw<{ name: string }[]>`
    SELECT c.relname AS name FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      AND NOT c.relispartition AND (c.relname = 'teams' OR EXISTS (
        SELECT FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attname = 'team_id')) ORDER BY 1`;
  return rows.map(({ name }) => name);
}

/** How many rows of each table the caller sees; of those tables alone that have any. */
async function seen(reach: Reach | null): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of await teamTables()) {
    const rows = await as(reach, (tx) =>
      tx.$queryRawUnsafe<{ n: number }[]>(`SELECT count(*)::int AS n FROM "${name}"`),
    );
    if (rows[0]?.n) counts[name] = rows[0].n;
  }
  return counts;
}

const at = new Date();
const teamId = IDS.team;
const addMessage = (tx: Transaction, threadId: string) =>
  tx.message.createMany({
    data: [
      {
        ...{ id: 'msg_x', teamId, threadId, sequence: 99, body: 'x', authorId: IDS.acmeAgent },
        ...{ idempotencyKey: 'x', bodySalt: '0'.repeat(32), createdAt: at },
      },
    ],
  });
const addThread = (tx: Transaction) =>
  tx.thread.create({
    data: {
      ...{ id: 'thr_x', teamId, slug: 'xx', title: 'x' },
      ...{ createdById: IDS.acmeAgent, createdSequence: 99, createdAt: at },
    },
  });
const addReaction = (tx: Transaction, messageId: string) =>
  tx.messageReaction.createMany({
    data: [{ messageId, teamId, participantId: IDS.acmeAgent, emoji: '👀', sequence: 99 }],
  });
const addRevision = (tx: Transaction, messageId: string) =>
  tx.messageRevision.createMany({
    data: [
      { messageId, teamId, sequence: 99, body: 'x', bodySalt: '0'.repeat(32), editorId: IDS.acmeAgent, at },
    ],
  });
const addParticipant = (tx: Transaction) =>
  tx.participant.createMany({
    data: [
      {
        ...{ id: 'par_x', teamId, companySlug: 'acme', subject: 'x', kind: 'PERSON' as const },
        ...{ displayName: 'x', isSteward: false, joinedSequence: 99 },
      },
    ],
  });
const addEvent = (tx: Transaction) =>
  tx.teamEvent.createMany({
    data: [
      {
        ...{
          teamId,
          sequence: 99,
          id: 'evt_x',
          kind: 'COMPANY_LEFT',
          companySlug: 'acme',
          at,
          payload: '{}',
        },
        ...{ previousHash: EMPTY_CHAIN.hash, hash: EMPTY_CHAIN.hash },
      },
    ],
  });
const hide = (tx: Transaction) =>
  tx.hiddenMessage.createMany({
    data: [{ messageId: IDS.message(9), companySlug: 'acme', teamId, at }],
  });
const mark = (tx: Transaction, threadId: string) =>
  tx.readMarker.createMany({
    data: [{ threadId, teamId, companySlug: 'acme', subject: 'agent', sequence: 1, at }],
  });

describe('the catalogue', () => {
  it('narrows every table of a team, for reading and for every way of writing', async () => {
    const rows = await shared.rows.$queryRaw<{ name: string; commands: string[] }[]>`
      SELECT tablename AS name, array_agg(cmd ORDER BY cmd) AS commands FROM pg_policies
      WHERE permissive = 'RESTRICTIVE' AND policyname LIKE 'narrow: %' GROUP BY 1`;
    const narrowed = new Map(rows.map(({ name, commands }) => [name, commands.join()]));
    for (const name of await teamTables()) {
      if (name === 'team_slugs') continue;
      const commands = narrowed.get(name);
      const all = commands === 'ALL' || commands === 'DELETE,INSERT,SELECT,UPDATE';
      expect({ name, all }).toEqual({ name, all: true });
    }
  });
});

describe('a narrowed caller', () => {
  it('who reaches nowhere sees no row but its company’s own names for teams', async () => {
    expect(await seen(NOWHERE)).toEqual({ team_slugs: 1 });
    expect(await seen({ read: ['{}', '*', 'NULL', "'"], post: [] })).toEqual({ team_slugs: 1 });
  });

  it('who reaches a team sees all of it', async () => {
    expect(await seen({ read: [IDS.team], post: [] })).toEqual(await seen(null));
  });

  it('who reaches a thread sees what is in it and the card of its team', async () => {
    const card = { teams: 1, team_slugs: 1, membership_intervals: 3, participants: 4, threads: 1 };
    expect(await seen({ read: [IDS.early], post: [] })).toEqual({
      ...card,
      ...{ messages: 4, message_mentions: 1, message_reactions: 1, message_revisions: 1, hidden_messages: 1 },
      // A share is not a thread's: it is seen with a message that carries it.
      ...{ message_shares: 1, shares: 1 },
    });
    const late = { messages: 1, thread_audiences: 1, thread_revisions: 1, read_markers: 1 };
    expect(await seen({ read: [IDS.late], post: [] })).toEqual({ ...card, ...late });
  });

  it('does not see more by what it may post in', async () => {
    expect(await seen({ read: [], post: [IDS.team, IDS.early] })).toEqual({ team_slugs: 1 });
  });

  it('is forgotten with its transaction', async () => {
    const whole = await seen(null);
    await seen(NOWHERE);
    expect(await seen(null)).toEqual(whole);
  });

  const [inEarly, inTeam] = [
    { read: [IDS.team], post: [IDS.early] },
    { read: [IDS.team], post: [IDS.team] },
  ];
  it.each<[string, Reach, (tx: Transaction) => Promise<unknown>]>([
    ['a message in another thread', inEarly, (tx) => addMessage(tx, IDS.late)],
    ['a message where it only reads', { read: [IDS.team], post: [] }, (tx) => addMessage(tx, IDS.early)],
    ['a thread', inEarly, addThread],
    ['an emoji on a message elsewhere', inEarly, (tx) => addReaction(tx, IDS.message(12))],
    ['a later text elsewhere', inEarly, (tx) => addRevision(tx, IDS.message(12))],
    ['a participant', inTeam, addParticipant],
    ['an event of a team where it posts nothing', { read: [IDS.team], post: [] }, addEvent],
    ['what its company hides', inTeam, hide],
    ['a mark in a thread that it does not read', { read: [IDS.early], post: [] }, (tx) => mark(tx, IDS.late)],
  ])('cannot add %s', async (_, reach, work) => {
    await expect(as(reach, work)).rejects.toThrow(/row-level security/);
  });

  it.each<[string, Reach, (tx: Transaction) => Promise<unknown>]>([
    ['a message in its thread', inEarly, (tx) => addMessage(tx, IDS.early)],
    ['a thread in its team', inTeam, addThread],
    ['an emoji in its thread', inEarly, (tx) => addReaction(tx, IDS.message(9))],
    ['an event of its thread’s team', inEarly, addEvent],
    ['a mark in its thread', { read: [IDS.late], post: [] }, (tx) => mark(tx, IDS.late)],
  ])('adds %s', async (_, reach, work) => {
    const undone = new Error('undone');
    const done = as(reach, async (tx) => {
      await work(tx);
      throw undone;
    });
    await expect(done).rejects.toBe(undone);
  });

  it.each<[string, number, Reach, (tx: Transaction) => Promise<{ count: number }>]>([
    [
      'its company’s messages elsewhere',
      0,
      inEarly,
      (tx) => tx.message.updateMany({ where: { threadId: IDS.late }, data: { isEdited: true } }),
    ],
    ['those in its thread', 2, inEarly, (tx) => tx.message.updateMany({ data: { isEdited: false } })],
    [
      'the team where it posts nothing',
      0,
      { read: [IDS.team], post: [] },
      (tx) => tx.team.updateMany({ data: { name: 'x' } }),
    ],
    ['intervals', 0, inTeam, (tx) => tx.membershipInterval.updateMany({ data: { leftAt: at } })],
    ['participants', 0, inTeam, (tx) => tx.participant.updateMany({ data: { title: 'x' } })],
    ['invitations', 0, inTeam, (tx) => tx.invitation.updateMany({ data: { state: 'REVOKED' } })],
    ['answers', 0, inTeam, (tx) => tx.proposalAnswer.updateMany({ data: { agreed: false } })],
  ])('changes %s: %i rows', async (_, count, reach, work) => {
    expect(await as(reach, work)).toEqual({ count });
  });
});
