import type { Database } from '../database.ts';
import { IDS } from './interval-team.ts';

export const HOLD = 'hld_01JQ0000000000000000000HD1';

/** A retention of Acme's own, and a hold of it that keeps something. */
export async function addKeeping(rows: Database): Promise<void> {
  const of = { teamId: IDS.team, companySlug: 'acme' };
  const at = new Date();
  await rows.retentionSetting.create({ data: { ...of, days: 90, sequence: 13, setAt: at } });
  const placed = { fromSequence: 1, reason: 'Case 7', placedBy: 'lead', placedAt: at, custodians: ['lead'] };
  await rows.legalHold.create({ data: { ...of, ...placed, id: HOLD } });
  const message = { messageId: 'msg_gone', threadId: IDS.early, authorId: IDS.harborLead, sequence: 9 };
  await rows.heldMessage.create({
    data: { ...of, ...message, createdAt: at, cause: 'REDACTED', heldAt: at, texts: [] },
  });
  await rows.legalHoldEvent.create({ data: { ...of, holdId: HOLD, number: 1, kind: 'PLACED', at } });
}
