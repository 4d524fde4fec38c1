import type { CompanyScenario } from '#subgraphs/company/seed.ts';
import { harborNotes, harborPlaybooks } from './harbor-documents.ts';
import { ROLLOUT, ROLLOUT_OPENED } from './rollout-ids.ts';
import { seedId } from './seed-id.ts';

/** Stands in each of Harbor's private texts and nowhere else, so that a leak can be found by searching for it. */
export const HARBOR_PRIVATE_WORD = 'Kestrel';

const JOINED = '2026-01-19T08:00:00.000Z';
const tomas = seedId('psn_harbor', JOINED, 'T0MAS');
const priya = seedId('psn_harbor', JOINED, 'PR1YA');
const delivery = seedId('agt_harbor', JOINED, 'DE11VERY');
const quality = seedId('agt_harbor', JOINED, 'QVA11TY');
const playbooks = seedId('kno_harbor', JOINED, 'P1AYB00KS');
const deploymentNotes = seedId('kno_harbor', JOINED, 'DEP10YMENTN0TES');
const planReader = seedId('tol_harbor', JOINED, 'P1ANREADER');
const webhookReplay = seedId('tol_harbor', JOINED, 'WEBH00KREP1AY');
const implementation = '2026-02-23T09:00:00.000Z';
const internalQa = '2026-02-27T11:00:00.000Z';

const people = [
  {
    id: tomas,
    subject: 'delivery-lead',
    displayName: 'Tomas Rivera',
    role: 'ADMIN' as const,
    title: 'Delivery lead',
    email: 'tomas.rivera@harbor.example',
    phone: '+34 91 555 0151',
    timeZone: 'Europe/Madrid',
  },
  {
    id: priya,
    subject: 'fde',
    displayName: 'Priya Raman',
    role: 'MEMBER' as const,
    title: 'Forward-deployed engineer',
    email: 'priya.raman@harbor.example',
    phone: '+34 91 555 0152',
  },
];

const agents = [
  {
    id: delivery,
    subject: 'delivery-agent',
    name: 'Delivery Agent',
    purpose: 'Keeps the rollout plan and its open risks up to date.',
    skills: ['rollout planning', 'risk review', 'webhook checks'],
    status: 'ACTIVE' as const,
    instructions:
      'Work from the Kestrel playbooks. Raise a risk before it costs a day, and never quote our rates.',
    model: 'kestrel-delivery-large',
    knowledge: [deploymentNotes, playbooks],
    tools: [planReader, webhookReplay],
  },
  {
    id: quality,
    subject: 'quality-agent',
    name: 'Quality Agent',
    purpose: 'Runs the Kestrel regression suite before every delivery.',
    skills: ['Kestrel regression runs'],
    status: 'ACTIVE' as const,
    instructions: 'Block a Kestrel delivery when a webhook test is flaky twice in a row.',
    model: 'kestrel-qa-small',
    knowledge: [deploymentNotes],
    tools: [webhookReplay],
  },
];

const privateThreads = [
  {
    id: seedId('pth_harbor', implementation, 'PARTNER1MP1EMENT'),
    slug: 'partner-implementation',
    title: 'Partner implementation',
    createdAt: implementation,
    messages: [
      {
        id: seedId('pms_harbor', '2026-02-23T09:10:00.000Z', 'PARTNER1'),
        author: tomas,
        body: 'Kestrel: we are at 82 percent of the budget. The cutover has to hold on Thursday.',
        at: '2026-02-23T09:10:00.000Z',
      },
      {
        id: seedId('pms_harbor', '2026-02-23T09:18:00.000Z', 'PARTNER2'),
        author: delivery,
        body: 'Kestrel plan updated: one day of slack is left, after the webhook work.',
        at: '2026-02-23T09:18:00.000Z',
      },
    ],
  },
  {
    id: seedId('pth_harbor', internalQa, '1NTERNA1QA'),
    slug: 'internal-qa',
    title: 'Internal QA',
    createdAt: internalQa,
    messages: [
      {
        id: seedId('pms_harbor', '2026-02-27T11:05:00.000Z', 'QA1'),
        author: quality,
        body: 'Kestrel run 418: webhook retries fail when the receiver answers after nine seconds.',
        at: '2026-02-27T11:05:00.000Z',
      },
      {
        id: seedId('pms_harbor', '2026-02-27T11:40:00.000Z', 'QA2'),
        author: priya,
        body: 'Seen. It is our Kestrel back-off, not their endpoint. A fix is in review.',
        at: '2026-02-27T11:40:00.000Z',
      },
    ],
  },
];

/** Harbor, the implementation partner: what its own database holds. Its engineer is no participant of the team. */
export const HARBOR: CompanyScenario = {
  company: 'harbor',
  people,
  agents,
  knowledge: [
    {
      id: playbooks,
      title: 'rollout playbooks',
      description: 'Kestrel: how we take a customer to production, and what went wrong before.',
      createdAt: JOINED,
      documents: harborPlaybooks(tomas),
    },
    {
      id: deploymentNotes,
      title: 'deployment notes',
      description: 'Kestrel: findings from the environments of our customers.',
      createdAt: JOINED,
      documents: harborNotes(priya, quality),
    },
  ],
  tools: [
    {
      id: planReader,
      name: 'plan-reader',
      description: 'Reads the Kestrel delivery plan.',
      endpoint: 'https://kestrel.harbor.example/plan',
    },
    {
      id: webhookReplay,
      name: 'webhook-replay',
      description: 'Replays webhooks in the Kestrel test bench.',
      endpoint: 'https://kestrel.harbor.example/webhooks',
    },
  ],
  privateThreads,
  notes: [
    {
      id: seedId('nte_harbor', '2026-03-03T14:30:00.000Z', 'BACK0FF'),
      threadId: ROLLOUT.thread,
      author: tomas,
      body: 'Kestrel: Priya has the retry fix ready. Validate it before we tell Acme that the cause was ours.',
      at: '2026-03-03T14:30:00.000Z',
    },
    {
      id: seedId('nte_harbor', '2026-03-03T15:10:00.000Z', 'BVDGET'),
      threadId: ROLLOUT.thread,
      author: delivery,
      body: 'Kestrel: the validation fits into the remaining slack if it starts before ten.',
      at: '2026-03-03T15:10:00.000Z',
    },
  ],
  publications: [
    { participantId: ROLLOUT.deliveryAgent, teamId: ROLLOUT.team, target: delivery, at: ROLLOUT_OPENED },
    { participantId: ROLLOUT.deliveryLead, teamId: ROLLOUT.team, target: tomas, at: ROLLOUT_OPENED },
  ],
};
