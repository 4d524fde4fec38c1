import { seedId } from './seed-id.ts';

/** When Acme and Harbor opened their team. */
export const ROLLOUT_OPENED = '2026-03-02T09:00:00.000Z';

/** Ids of the shared team that both companies' ledgers and notes refer to. */
export const ROLLOUT = {
  team: seedId('tem', ROLLOUT_OPENED, 'ACMER0110VT'),
  thread: seedId('thr', '2026-03-02T09:05:00.000Z', 'R0110VTSTATVS'),
  customerOpsAgent: seedId('par_acme', ROLLOUT_OPENED, 'CVST0MER0PSAGENT'),
  projectLead: seedId('par_acme', ROLLOUT_OPENED, 'PR0JECT1EAD'),
  deliveryAgent: seedId('par_harbor', ROLLOUT_OPENED, 'DE11VERYAGENT'),
  deliveryLead: seedId('par_harbor', ROLLOUT_OPENED, 'DE11VERY1EAD'),
} as const;
