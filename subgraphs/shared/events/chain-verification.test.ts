import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addTeams } from '../testing/many-teams.ts';
import { IDS } from '../testing/interval-team.ts';
import { openTestShared, type TestShared } from '../testing/test-shared.ts';
import { verifyTeams } from './chain-verification.ts';

let shared: TestShared;
let long: string;
beforeAll(async () => {
  shared = await openTestShared();
  await addTeams(shared.database, ['acme', 'nimbus'], { teams: 1, threads: 45, messages: 50 });
  const team = await shared.rows.team.findFirstOrThrow({ where: { NOT: { id: IDS.team } } });
  long = team.id;
});
afterAll(() => shared.close());

const verify = (company: string, teamIds = [IDS.team, long]) => verifyTeams(company, shared.rows, teamIds);

/** Alters the event for one check. Nothing in the program can. */
async function whileAltered(sequence: number, data: object, check: () => Promise<void>) {
  const where = { teamId_sequence: { teamId: IDS.team, sequence } };
  const kept = await shared.rows.teamEvent.findUniqueOrThrow({ where });
  await shared.rows.teamEvent.update({ where, data });
  try {
    await check();
  } finally {
    await shared.rows.teamEvent.update({ where, data: kept });
  }
}

describe('verifying logs', () => {
  it('checks all that each company may read, in logs longer than a batch too', async () => {
    const byTeam = async (company: string) =>
      new Map((await verify(company)).map(({ teamId, ...finding }) => [teamId, finding]));
    const valid = (checked: number) => ({ checked, firstBroken: null });
    const all = valid(3 + 45 + 45 * 50);
    expect(await byTeam('acme')).toEqual(
      new Map([
        [IDS.team, valid(13)],
        [long, all],
      ]),
    );
    expect(await byTeam('nimbus')).toEqual(
      new Map([
        [IDS.team, valid(5)],
        [long, all],
      ]),
    );
    expect(await byTeam('harbor')).toEqual(new Map([[IDS.team, valid(6)]]));
    expect(await byTeam('outsider')).toEqual(new Map());
  });

  it('finds an altered event, for those who read it', async () => {
    await whileAltered(9, { companySlug: 'acme' }, async () => {
      expect(await verify('acme', [IDS.team])).toMatchObject([{ checked: 8, firstBroken: 9 }]);
      expect(await verify('harbor', [IDS.team])).toMatchObject([{ checked: 1, firstBroken: 9 }]);
    });
    await whileAltered(13, { payload: '{}' }, async () => {
      expect(await verify('acme', [IDS.team])).toMatchObject([{ checked: 12, firstBroken: 13 }]);
      expect(await verify('nimbus', [IDS.team])).toMatchObject([{ checked: 5, firstBroken: null }]);
    });
  });

  it('finds an event that is gone, at the end too', async () => {
    for (const sequence of [10, 13]) {
      const where = { teamId_sequence: { teamId: IDS.team, sequence } };
      const kept = await shared.rows.teamEvent.delete({ where });
      expect(await verify('harbor', [IDS.team])).toMatchObject([{ firstBroken: sequence }]);
      await shared.rows.teamEvent.create({ data: kept });
    }
  });
});
