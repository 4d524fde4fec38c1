import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '#subgraphs/shared/database.ts';
import { enterCompany } from '#subgraphs/shared/access/row-security.ts';
import { openRows } from '#subgraphs/shared/testing/owned-rows.ts';
import { CompaniesAtWork, DANA, NIMBUS_LEAD, TOMAS, type Who } from '#test/testkit/companies-at-work.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

/** No other company learns of a hold: not by what it reads, not by an error, an event, or how its own acts go. */
let network: TestNetwork;
let companies: CompaniesAtWork;
beforeAll(async () => {
  network = await startTestNetwork();
  companies = CompaniesAtWork.in(network);
}, 120_000);
afterAll(async () => {
  await network[Symbol.asyncDispose]();
});

const HOLDS = '{ legalHolds { id teamId messages { nodes { messageId texts { body } } } events { kind } } }';
const LOG = `query ($id: ID!) { team(id: $id) { verify { valid checked }
  events(first: 100) { nodes { kind companySlug actorId payload } } } }`;

/** A team of three in which Acme says something and takes it back; with a hold of Harbor's, or without. */
async function story(held: boolean) {
  const teamId = await companies.team('Held', DANA, TOMAS, NIMBUS_LEAD);
  const threadId = await companies.do(DANA, 'createThread', 'thread', { teamId, title: 'Talk' });
  const holdId = held
    ? await companies.do(TOMAS, 'placeLegalHold', 'hold', { teamId, reason: 'Heron matter' })
    : null;
  const messageId = await companies.post(DANA, threadId, 'kept by nobody but Harbor');
  const answers = [
    await companies.attempt(DANA, 'redactMessage', { messageId }, 'message { body redactionCause }'),
  ];
  return { teamId, threadId, messageId, holdId, answers };
}

/** What somebody sees of a story, with its own ids taken out. */
async function seenBy(who: Who, { teamId, threadId, answers }: Awaited<ReturnType<typeof story>>) {
  const log = await companies.ask(who, LOG, { id: teamId });
  const read = await companies.read(who, threadId);
  return JSON.stringify({ log, read, answers })
    .replaceAll(/[a-z]{3}_(?:[a-z]+_)?[0-9A-Z]{26}/g, 'id')
    .replaceAll(/[0-9a-f]{64}/g, 'hash')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time');
}

describe('a legal hold', () => {
  let held: Awaited<ReturnType<typeof story>>;
  let free: Awaited<ReturnType<typeof story>>;
  beforeAll(async () => {
    free = await story(false);
    held = await story(true);
  }, 60_000);

  it('is there, for its own company', async () => {
    const { legalHolds } = await companies.ask<{ legalHolds: object[] }>(TOMAS, HOLDS);
    expect(legalHolds).toEqual([
      {
        ...{ id: held.holdId, teamId: held.teamId, events: [{ kind: 'PLACED' }, { kind: 'KEPT' }] },
        messages: { nodes: [{ messageId: held.messageId, texts: [{ body: 'kept by nobody but Harbor' }] }] },
      },
    ]);
  });

  it.each([
    ['the author', DANA],
    ['a third company', NIMBUS_LEAD],
    ['its own company', TOMAS],
  ])('leaves no trace in what %s reads of team, log and thread', async (_, who) => {
    expect(await seenBy(who, held)).toBe(await seenBy(who, free));
  });

  it.each([
    ['the author', DANA],
    ['a third company', NIMBUS_LEAD],
  ])('is nothing to %s who asks for holds, or for that one', async (_, who) => {
    expect(await companies.ask(who, HOLDS)).toEqual({ legalHolds: [] });
    const absent = { holdId: 'hld_01JQ0000000000000000000000' };
    const there = { holdId: held.holdId ?? '' };
    for (const verb of ['releaseLegalHold'])
      expect(await companies.attempt(who, verb, there)).toEqual(await companies.attempt(who, verb, absent));
    expect(await companies.refused(who, 'releaseLegalHold', there)).toEqual(['NOT_FOUND']);
  });

  it("is none of the caller's token's business where it is an agent's, or nobody's", async () => {
    const agent = await network.tokenOf('harbor', 'delivery-agent');
    expect((await network.ask(agent, HOLDS)).json.data).toEqual({ legalHolds: [] });
    const input = { input: { teamId: held.teamId, reason: 'x' } };
    const place =
      'mutation ($input: PlaceLegalHoldInput!) { placeLegalHold(input: $input) { userErrors { code } } }';
    expect((await network.ask(agent, place, input)).json.data).toMatchObject({
      placeLegalHold: { userErrors: [{ code: expect.stringMatching(/NOT_PERMITTED|NOT_FOUND/) }] },
    });
  });

  it('is behind the second wall: no row of it is shown to a session of another company, or of none', async () => {
    const urls = network.databases.get('shared');
    const [db, rows] = [openDatabase(urls?.runtimeUrl ?? ''), openRows(urls?.ownerUrl ?? '')];
    const counts = (company: string | null) =>
      db.$transaction(async (tx) => {
        if (company !== null) await enterCompany(tx, company);
        return [await tx.legalHold.count(), await tx.heldMessage.count(), await tx.legalHoldEvent.count()];
      });
    expect([await rows.legalHold.count(), await rows.heldMessage.count()]).toEqual([1, 1]);
    for (const company of ['acme', 'nimbus', 'outsider', null])
      expect(await counts(company)).toEqual([0, 0, 0]);
    expect(await counts('harbor')).toEqual([1, 1, 2]);
    // 'holds' tells who holds what, and nothing of what is held, nor anything else.
    const asked = await db.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT set_config('app.operator', 'holds', true)`;
      return [
        await tx.legalHold.count(),
        await tx.heldMessage.count(),
        await tx.message.count(),
        await tx.team.count(),
      ];
    });
    expect(asked).toEqual([1, 0, 0, 0]);
    await Promise.all([db.$disconnect(), rows.$disconnect()]);
  });

  it('does not keep others from deleting the team together, who are not told', async () => {
    for (const { teamId, threadId } of [held, free]) {
      await companies.post(TOMAS, threadId, 'before the end');
      await companies.do(DANA, 'archiveTeam', 'team', { teamId });
      const proposalId = await companies.do(DANA, 'deleteTeam', 'proposal', { teamId });
      for (const who of [TOMAS, NIMBUS_LEAD])
        await companies.do(who, 'consent', 'proposal', { proposalId, agree: true });
    }
    const team = 'query ($id: ID!) { team(id: $id) { name status events { nodes { kind } } } }';
    for (const who of [DANA, NIMBUS_LEAD]) {
      const [one, other] = [
        await companies.ask(who, team, { id: held.teamId }),
        await companies.ask(who, team, { id: free.teamId }),
      ];
      expect(one).toEqual(other);
    }
    const { legalHolds } = await companies.ask<{ legalHolds: { messages: { nodes: object[] } }[] }>(
      TOMAS,
      HOLDS,
    );
    expect(legalHolds[0]?.messages.nodes).toHaveLength(2);
  });

  it('is in nobody’s log', () => {
    const lines = network.logs.join('\n');
    for (const word of ['Heron matter', 'kept by nobody but Harbor']) expect(lines).not.toContain(word);
  });
});
