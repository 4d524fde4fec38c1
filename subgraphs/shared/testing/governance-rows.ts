import type { Database } from '../database.ts';
import { IDS } from './interval-team.ts';

export const INVITATION = 'inv_01JQ0000000000000000000NV1';
export const PROPOSAL = 'prp_01JQ0000000000000000000PR1';

/** An open invitation, and the proposal that the companies of the team have to answer. */
export async function addGovernance(rows: Database): Promise<void> {
  const about = { teamId: IDS.team, sequence: 9 };
  await rows.invitation.create({
    data: {
      ...{ ...about, id: INVITATION, companySlug: 'nimbus', inviterSlug: 'acme', inviterId: IDS.acmeLead },
      ...{
        state: 'SENT',
        purpose: 'Rollout',
        companies: ['acme', 'harbor'],
        readAfterLeaving: true,
        preview: '[]',
      },
      ...{ sentAt: new Date(), expiresAt: new Date(Date.now() + 86_400_000) },
    },
  });
  const now = new Date();
  await rows.proposal.create({
    data: {
      ...{
        ...about,
        id: PROPOSAL,
        kind: 'INVITE_COMPANY',
        state: 'OPEN',
        companySlug: 'acme',
        reason: 'Rollout',
      },
      ...{ subjectSlug: 'nimbus', invitationId: INVITATION, createdAt: now, notBefore: now },
    },
  });
  await rows.proposalAnswer.create({
    data: { proposalId: PROPOSAL, teamId: IDS.team, companySlug: 'acme', agreed: true, at: now },
  });
}
