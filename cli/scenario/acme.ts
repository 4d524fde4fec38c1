import type { CompanyScenario } from '#subgraphs/company/seed.ts';
import { acmeAccounts, acmeRunbooks } from './acme-documents.ts';
import { ROLLOUT, ROLLOUT_OPENED } from './rollout-ids.ts';
import { seedId } from './seed-id.ts';

/** Stands in each of Acme's private texts and nowhere else, so that a leak can be found by searching for it. */
export const ACME_PRIVATE_WORD = 'Bluebird';

const JOINED = '2026-01-12T08:00:00.000Z';
const dana = seedId('psn_acme', JOINED, 'DANA');
const ruben = seedId('psn_acme', JOINED, 'RVBEN');
const customerOps = seedId('agt_acme', JOINED, 'CVST0MER0PS');
const reconciliation = seedId('agt_acme', JOINED, 'REC0NC111AT10N');
const runbooks = seedId('kno_acme', JOINED, 'RVNB00KS');
const accountNotes = seedId('kno_acme', JOINED, 'ACC0VNTN0TES');
const ledgerLookup = seedId('tol_acme', JOINED, '1EDGER100KVP');
const ticketSearch = seedId('tol_acme', JOINED, 'T1CKETSEARCH');
const escalations = '2026-02-24T10:00:00.000Z';
const checklist = '2026-02-26T15:30:00.000Z';

const people = [
  {
    id: dana,
    subject: 'project-lead',
    displayName: 'Dana Whitfield',
    role: 'ADMIN' as const,
    title: 'Project lead',
    email: 'dana.whitfield@acme.example',
    phone: '+1 312 555 0141',
    timeZone: 'America/Chicago',
  },
  {
    id: ruben,
    subject: 'support-lead',
    displayName: 'Ruben Castillo',
    role: 'MEMBER' as const,
    title: 'Support lead',
    email: 'ruben.castillo@acme.example',
    phone: '+1 312 555 0142',
  },
];

const agents = [
  {
    id: customerOps,
    subject: 'customer-ops-agent',
    name: 'Customer Ops Agent',
    purpose: 'Keeps launches and customer operations on track.',
    skills: ['launch checklists', 'customer escalations', 'status reports'],
    status: 'ACTIVE' as const,
    instructions:
      'Follow the Bluebird runbooks. Never promise a customer a date before finance has signed off.',
    model: 'bluebird-ops-large',
    knowledge: [runbooks, accountNotes],
    tools: [ledgerLookup, ticketSearch],
  },
  {
    id: reconciliation,
    subject: 'reconciliation-agent',
    name: 'Reconciliation Agent',
    purpose: 'Compares Bluebird invoices with the ledger every night.',
    skills: ['Bluebird invoice matching'],
    status: 'PAUSED' as const,
    instructions: 'Report every Bluebird difference above 50 EUR to finance.',
    model: 'bluebird-ops-small',
    knowledge: [accountNotes],
    tools: [ledgerLookup],
  },
];

const privateThreads = [
  {
    id: seedId('pth_acme', escalations, 'B1111NGESCA1AT10'),
    slug: 'billing-escalations',
    title: 'Billing escalations',
    createdAt: escalations,
    messages: [
      {
        id: seedId('pms_acme', '2026-02-24T10:05:00.000Z', 'B1111NG1'),
        author: ruben,
        body: 'Bluebird: two enterprise accounts were billed twice in February. Credit notes go out today.',
        at: '2026-02-24T10:05:00.000Z',
      },
      {
        id: seedId('pms_acme', '2026-02-24T10:07:00.000Z', 'B1111NG2'),
        author: customerOps,
        body: 'Found both in the Bluebird ledger. The cause is the old billing job, which the migration retires.',
        at: '2026-02-24T10:07:00.000Z',
      },
    ],
  },
  {
    id: seedId('pth_acme', checklist, '1AVNCHCHECK11ST'),
    slug: 'internal-launch-checklist',
    title: 'Internal launch checklist',
    createdAt: checklist,
    messages: [
      {
        id: seedId('pms_acme', '2026-02-26T15:35:00.000Z', '1AVNCH1'),
        author: dana,
        body: 'Bluebird go/no-go: finance wants a rollback that takes less than fifteen minutes.',
        at: '2026-02-26T15:35:00.000Z',
      },
      {
        id: seedId('pms_acme', '2026-03-03T13:50:00.000Z', '1AVNCH2'),
        author: customerOps,
        body: 'Bluebird checklist: 11 of 12 done. Open: webhook validation with the partner.',
        at: '2026-03-03T13:50:00.000Z',
      },
    ],
  },
];

/** Acme, the customer: what its own database holds. */
export const ACME: CompanyScenario = {
  company: 'acme',
  people,
  agents,
  knowledge: [
    {
      id: runbooks,
      title: 'customer runbooks',
      description: 'Bluebird: how we handle incidents, credits and launches, step by step.',
      createdAt: JOINED,
      documents: acmeRunbooks(dana, ruben),
    },
    {
      id: accountNotes,
      title: 'account notes',
      description: 'Bluebird: what we know of each account, contract terms included.',
      createdAt: JOINED,
      documents: acmeAccounts(ruben),
    },
  ],
  tools: [
    {
      id: ledgerLookup,
      name: 'ledger-lookup',
      description: 'Reads one account of the Bluebird ledger.',
      endpoint: 'https://bluebird.acme.example/ledger',
    },
    {
      id: ticketSearch,
      name: 'ticket-search',
      description: 'Searches the Bluebird support tickets.',
      endpoint: 'https://bluebird.acme.example/tickets',
    },
  ],
  privateThreads,
  notes: [
    {
      id: seedId('nte_acme', '2026-03-03T14:25:00.000Z', 'FA11BACK'),
      threadId: ROLLOUT.thread,
      author: dana,
      body: 'Bluebird: if Thursday slips, finance accepts the following Tuesday. Not to be offered yet.',
      at: '2026-03-03T14:25:00.000Z',
    },
  ],
  realm: [
    {
      ulid: seedId('psn_acme', '2026-03-03T14:30:00.000Z', 'R0110VT').slice(-26),
      threadId: ROLLOUT.thread,
      summary: 'Bluebird migration: a slip past the quarter has to be booked as a contract penalty.',
      exposure: 'Bluebird: 180,000 EUR if the cutover is later than 31 March',
      openedBy: dana,
      openedAt: '2026-03-03T14:30:00.000Z',
      settledAt: null,
    },
  ],
  publications: [
    {
      participantId: ROLLOUT.customerOpsAgent,
      teamId: ROLLOUT.team,
      target: customerOps,
      at: ROLLOUT_OPENED,
    },
    { participantId: ROLLOUT.projectLead, teamId: ROLLOUT.team, target: dana, at: ROLLOUT_OPENED },
  ],
};
