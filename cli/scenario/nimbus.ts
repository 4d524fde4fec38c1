import type { CompanyScenario } from '#subgraphs/company/seed.ts';
import { seedId } from './seed-id.ts';

/** Stands in each of Nimbus's private texts and nowhere else, so that a leak can be found by searching for it. */
export const NIMBUS_PRIVATE_WORD = 'Marlin';

const JOINED = '2026-01-26T08:00:00.000Z';
const ingrid = seedId('psn_nimbus', JOINED, '1NGR1D');
const platform = seedId('agt_nimbus', JOINED, 'P1ATF0RM');
const incidentNotes = seedId('kno_nimbus', JOINED, '1NC1DENTN0TES');
const capacityPlans = seedId('kno_nimbus', JOINED, 'CAPAC1TYP1ANS');
const metricsQuery = seedId('tol_nimbus', JOINED, 'METR1CSQVERY');
const onCall = '2026-02-25T07:00:00.000Z';

/** Nimbus, the platform vendor: what its own database holds. It is in no team yet. */
export const NIMBUS: CompanyScenario = {
  company: 'nimbus',
  people: [
    {
      id: ingrid,
      subject: 'platform-lead',
      displayName: 'Ingrid Solheim',
      role: 'ADMIN' as const,
      title: 'Platform lead',
      email: 'ingrid.solheim@nimbus.example',
      phone: '+47 2 555 0161',
      timeZone: 'Europe/Oslo',
    },
  ],
  agents: [
    {
      id: platform,
      subject: 'platform-agent',
      name: 'Platform Agent',
      purpose: 'Watches the platform and answers for its incidents.',
      skills: ['incident triage', 'capacity checks'],
      status: 'ACTIVE',
      instructions: 'Consult the Marlin incident notes first. Say nothing about other tenants.',
      model: 'marlin-platform-large',
      knowledge: [capacityPlans, incidentNotes],
      tools: [metricsQuery],
    },
  ],
  knowledge: [
    {
      id: incidentNotes,
      title: 'incident notes',
      description: 'Marlin: causes and remedies of every incident so far.',
      createdAt: JOINED,
      documents: [],
    },
    {
      id: capacityPlans,
      title: 'capacity plans',
      description: 'Marlin: what each region can take, and when it grows.',
      createdAt: JOINED,
      documents: [],
    },
  ],
  tools: [
    {
      id: metricsQuery,
      name: 'metrics-query',
      description: 'Queries the Marlin metrics of a region.',
      endpoint: 'https://marlin.nimbus.example/metrics',
    },
  ],
  privateThreads: [
    {
      id: seedId('pth_nimbus', onCall, '0NCA11HAND0VER'),
      slug: 'on-call-handover',
      title: 'On-call handover',
      createdAt: onCall,
      messages: [
        {
          id: seedId('pms_nimbus', '2026-02-25T07:05:00.000Z', '0NCA111'),
          author: platform,
          body: 'Marlin night report: one queue was slow for six minutes, no customer noticed.',
          at: '2026-02-25T07:05:00.000Z',
        },
        {
          id: seedId('pms_nimbus', '2026-02-25T07:20:00.000Z', '0NCA112'),
          author: ingrid,
          body: 'Thanks. Move the Marlin queue to the new brokers this week.',
          at: '2026-02-25T07:20:00.000Z',
        },
      ],
    },
  ],
  notes: [],
  publications: [],
};
