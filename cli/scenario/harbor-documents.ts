import { seedId } from './seed-id.ts';

const CUTOVER_AT = '2026-01-22T10:00:00.000Z';
const RETRIES_AT = '2026-02-27T12:05:00.000Z';
const ACME_AT = '2026-02-25T17:45:00.000Z';

/** Harbor's rollout playbooks. */
export function harborPlaybooks(tomas: string) {
  return [
    {
      id: seedId('doc_harbor', CUTOVER_AT, 'CVT0VER'),
      name: 'cutover.md',
      title: 'Kestrel: cutover playbook',
      mediaType: 'MARKDOWN' as const,
      author: tomas,
      at: CUTOVER_AT,
      body: `# Cutover playbook

Kestrel cutovers are on a Tuesday or a Thursday, never before a holiday.

## The day before

Freeze the configuration. Replay the last week of webhooks in the Kestrel test bench, with the receiver slowed down to ten seconds.

## The day

One of us speaks with the customer, another one works. Every step has a time after which we go back; nobody extends it alone.

## What went wrong before

- Retries arrived before the first delivery was answered, and were booked twice.
- The customer's firewall knew our old addresses only.
- We quoted Kestrel rates in a shared thread. Never again.
`,
    },
  ];
}

/** Harbor's deployment notes. */
export function harborNotes(priya: string, quality: string) {
  return [
    {
      id: seedId('doc_harbor', ACME_AT, 'ACME'),
      name: 'acme-environment.md',
      title: 'Kestrel: the environment of Acme',
      mediaType: 'MARKDOWN' as const,
      author: priya,
      at: ACME_AT,
      body: `# The environment of Acme

Kestrel finding: their staging has a tenth of the data of production, so timings from there mean little.

## Webhooks

The receiver answers within two seconds on most days, and within nine on the first of a month. Our Kestrel back-off starts at eight.
`,
    },
    {
      id: seedId('doc_harbor', RETRIES_AT, 'RETR1ES'),
      name: 'retries.txt',
      title: 'Kestrel: webhook retries, run 418',
      mediaType: 'PLAIN_TEXT' as const,
      author: quality,
      at: RETRIES_AT,
      body: `Kestrel run 418: 12 of 400 retries failed. All 12 had a receiver that answered after nine seconds.

The back-off of the sender is shorter than the patience of the receiver. Proposal: thirty seconds, doubled each time.
`,
    },
  ];
}
