import type { Database } from '../database.ts';
import { IDS } from './interval-team.ts';

export const SHARE = 'shr_acme_01JQ0000000000000000000SH1';

/** A share of Acme's with the team, at the place of Harbor's message. */
export async function addShare(rows: Database): Promise<void> {
  const made = { id: SHARE, sequence: 9, createdAt: new Date(), note: 'The plan' };
  const by = { teamId: IDS.team, companySlug: 'acme', sharedById: IDS.acmeLead };
  await rows.share.create({ data: { ...made, ...by, targetKind: 'DOCUMENT' } });
}

/** What the threads and messages of the tests have none of: a row in every table that belongs to them. */
export async function addConversationParts(rows: Database): Promise<void> {
  const [participantId, teamId, messageId, threadId] = [IDS.acmeLead, IDS.team, IDS.message(9), IDS.late];
  const acme = { companySlug: 'acme', at: new Date() };
  const standing = { title: 'late', state: 'OPEN', visibility: 'OPEN' } as const;
  await rows.threadRevision.create({ data: { threadId, teamId, sequence: 11, ...standing } });
  const roster = { id: 'roster', companySlug: 'acme', fromSequence: 11 };
  await rows.threadAudience.create({ data: { ...roster, threadId, teamId, participantId } });
  await rows.readMarker.create({ data: { ...acme, threadId, teamId, subject: 'lead', sequence: 12 } });
  await rows.postRate.create({ data: { companySlug: 'acme', participantId: '', fullAt: new Date() } });
  await rows.messageMention.create({ data: { messageId, participantId, teamId } });
  await rows.messageReaction.create({
    data: { messageId, participantId, teamId, emoji: '👍', sequence: 13 },
  });
  await rows.hiddenMessage.create({ data: { ...acme, messageId: IDS.message(7), teamId } });
  const request = { requestId: '01JQ000000000000000000REQ1', commandHash: 'h', reply: '{"outcome":"done"}' };
  await rows.companyRequestReply.create({ data: { ...acme, ...request } });
  await addShare(rows);
  await rows.messageShare.create({ data: { messageId, shareId: SHARE, teamId } });
  const text = { body: 'x', bodySalt: '0'.repeat(32), editorId: IDS.harborLead, at: new Date() };
  await rows.messageRevision.create({ data: { ...text, messageId, teamId, sequence: 13 } });
}
