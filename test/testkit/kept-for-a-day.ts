import { expect } from '@jest/globals';
import { chainCheck } from '#cli/doctor/checks/chain-check.ts';
import { createIdSource } from '#subgraphs/kit/ids.ts';
import { openDatabase } from '#subgraphs/shared/database.ts';
import { bodyHash } from '#subgraphs/shared/messages/body-seal.ts';
import { eraseExpired } from '#subgraphs/shared/retention/retention-job.ts';
import { openRows } from '#subgraphs/shared/testing/owned-rows.ts';
import { DANA, TOMAS, type CompaniesAtWork } from './companies-at-work.ts';
import { dumped } from './dump.ts';
import type { TestDatabase } from './postgres.ts';

/** A team in which Acme's messages go after a day, and Harbor holds what goes. */
export interface KeptForADay {
  readonly teamId: string;
  readonly threadId: string;
  /** Said by Acme, and read by Harbor. */
  readonly body: string;
}

const TWO_DAYS = 172_800_000;

/** Makes it. */
export async function keptForADay(companies: CompaniesAtWork): Promise<KeptForADay> {
  const body = 'Amaranth: not to be kept';
  const teamId = await companies.team('Kept for a day', DANA, TOMAS);
  const threadId = await companies.do(DANA, 'createThread', 'thread', { teamId, title: 'Talk' });
  await companies.do(TOMAS, 'placeLegalHold', 'hold', { teamId, reason: 'Heron matter' });
  await companies.do(DANA, 'setRetention', 'team', { teamId, days: 1 });
  await companies.post(DANA, threadId, body);
  return { teamId, threadId, body };
}

/** One run of the retention job, the day after tomorrow. Says how many messages it erased. */
export async function eraseTheDayAfter({ runtimeUrl }: TestDatabase): Promise<number> {
  const database = openDatabase(runtimeUrl);
  const clock = () => Date.now() + TWO_DAYS;
  try {
    return (await eraseExpired({ database, clock, ids: createIdSource(clock) })).erased;
  } finally {
    await database.$disconnect();
  }
}

/** Whether the text is anywhere but with the company that holds it; whether that has it, proved by the log; and what is wrong with any log. */
export async function whatIsKept({ ownerUrl }: TestDatabase, { teamId, body }: KeptForADay) {
  const rows = openRows(ownerUrl);
  try {
    const held = await rows.heldMessage.findMany({ where: { teamId } });
    const texts = held.flatMap((row) => row.texts as { sequence: number; body: string; salt: string }[]);
    for (const text of texts) {
      const event = await rows.teamEvent.findFirstOrThrow({ where: { teamId, sequence: text.sequence } });
      expect(JSON.parse(event.payload)).toMatchObject({ bodyHash: bodyHash(text.salt, text.body) });
    }
    return {
      readable: (await dumped(ownerUrl, ['held_messages'])).includes(body),
      held: texts.map((text) => text.body),
      brokenLogs: await chainCheck(ownerUrl, null).run(),
    };
  } finally {
    await rows.$disconnect();
  }
}
