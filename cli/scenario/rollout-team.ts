import type { SharedScenario } from '#subgraphs/shared/seed.ts';
import { ROLLOUT, ROLLOUT_OPENED } from './rollout-ids.ts';
import { seedId } from './seed-id.ts';

/** The team that Acme and Harbor share, and all that was said in it: what both see, and nobody else. */
const TALK = [
  {
    id: seedId('msg', '2026-03-03T14:02:00.000Z', 'READY'),
    author: ROLLOUT.projectLead,
    body: 'We are ready to move the billing migration to production on Thursday. Is anything still open?',
    at: '2026-03-03T14:02:00.000Z',
  },
  {
    id: seedId('msg', '2026-03-03T14:04:00.000Z', 'B10CKER'),
    author: ROLLOUT.customerOpsAgent,
    body: 'I checked the launch checklist. Everything is done but one item: webhook validation is the remaining blocker.',
    at: '2026-03-03T14:04:00.000Z',
  },
  {
    id: seedId('msg', '2026-03-03T14:11:00.000Z', 'T0M0RR0W'),
    author: ROLLOUT.deliveryLead,
    body: 'Our forward-deployed engineer can run the webhook validation tomorrow morning.',
    at: '2026-03-03T14:11:00.000Z',
  },
  {
    id: seedId('msg', '2026-03-03T14:12:00.000Z', 'RETR1ES'),
    author: ROLLOUT.deliveryAgent,
    body: 'The rollout plan still has one unresolved webhook retry issue. I recommend validating retries before the cutover.',
    at: '2026-03-03T14:12:00.000Z',
  },
  {
    id: seedId('msg', '2026-03-03T14:20:00.000Z', 'AGREED'),
    author: ROLLOUT.projectLead,
    body: 'Agreed: validation and retries tomorrow morning, and Thursday stands if both are clean.',
    at: '2026-03-03T14:20:00.000Z',
  },
];

/** The shared layer's part of the reference scenario. */
export const SHARED_SCENARIO: SharedScenario = {
  teams: [
    {
      id: ROLLOUT.team,
      slug: 'acme-rollout',
      name: 'Acme rollout',
      purpose: 'Bring the billing migration to production together.',
      createdAt: ROLLOUT_OPENED,
      members: ['acme', 'harbor'],
      participants: [
        {
          id: ROLLOUT.customerOpsAgent,
          company: 'acme',
          subject: 'customer-ops-agent',
          kind: 'AGENT',
          displayName: 'Customer Ops Agent',
          title: null,
          steward: false,
        },
        {
          id: ROLLOUT.deliveryAgent,
          company: 'harbor',
          subject: 'delivery-agent',
          kind: 'AGENT',
          displayName: 'Delivery Agent',
          title: null,
          steward: false,
        },
        {
          id: ROLLOUT.projectLead,
          company: 'acme',
          subject: 'project-lead',
          kind: 'PERSON',
          displayName: 'Dana Whitfield',
          title: 'Project lead',
          steward: true,
        },
        {
          id: ROLLOUT.deliveryLead,
          company: 'harbor',
          subject: 'delivery-lead',
          kind: 'PERSON',
          displayName: 'Tomas Rivera',
          title: 'Delivery lead',
          steward: true,
        },
      ],
      threads: [
        {
          id: ROLLOUT.thread,
          slug: 'rollout-status',
          title: 'Rollout status',
          createdBy: ROLLOUT.projectLead,
          createdAt: '2026-03-02T09:05:00.000Z',
          messages: TALK,
        },
      ],
    },
  ],
};
