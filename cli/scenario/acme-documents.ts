import { seedId } from './seed-id.ts';

const ROLLBACK_AT = '2026-01-14T09:00:00.000Z';
const CREDITS_AT = '2026-01-20T13:30:00.000Z';
const LAUNCH_AT = '2026-02-26T15:20:00.000Z';
const NORTHWIND_AT = '2026-02-11T16:10:00.000Z';

/** Acme's customer runbooks. */
export function acmeRunbooks(dana: string, ruben: string) {
  return [
    {
      id: seedId('doc_acme', ROLLBACK_AT, 'R011BACK'),
      name: 'billing-rollback.md',
      title: 'Bluebird: rolling back a billing release',
      mediaType: 'MARKDOWN' as const,
      author: dana,
      at: ROLLBACK_AT,
      body: `# Rolling back a billing release

Bluebird releases of billing are rolled back within fifteen minutes or not at all.

## When

Roll back when invoices are doubled, when webhooks of payments are lost for more than five minutes, or when finance asks for it. Anything else is fixed forward.

## How

1. Stop the nightly invoice job in Bluebird, so that it does not run twice.
2. Switch the payment webhooks to the old endpoint. Retries go on for 24 hours: none is lost.
3. Deploy the release before. Its database migrations are compatible for two releases.
4. Compare the ledger of today with the one of last night, account by account.

## Afterwards

Write to every customer whose Bluebird invoice was touched, within one working day. The support lead signs the text.
`,
    },
    {
      id: seedId('doc_acme', CREDITS_AT, 'CRED1TS'),
      name: 'credits.md',
      title: 'Bluebird: credits and refunds',
      mediaType: 'MARKDOWN' as const,
      author: ruben,
      at: CREDITS_AT,
      body: `# Credits and refunds

Support grants Bluebird credits of up to 200 euros without asking. Above that finance decides, within two days.

## Double invoices

A customer who was charged twice gets the money back, never a credit. Name the invoice in the ticket: the reconciliation agent looks for its twin.

## Outages

One day of Bluebird for each started hour of an outage, for customers who ask.
`,
    },
    {
      id: seedId('doc_acme', LAUNCH_AT, '1AVNCHCHECK11ST'),
      name: 'launch-checklist.md',
      title: 'Bluebird: launch checklist',
      mediaType: 'MARKDOWN' as const,
      author: dana,
      at: LAUNCH_AT,
      body: `# Launch checklist

Bluebird goes live when all twelve are done.

- Finance has signed off the price list.
- The rollback was tried, and took less than fifteen minutes.
- Webhook validation with the partner: every retry arrives once, in order.
- Support knows what changes, and has the answers in Bluebird.
`,
    },
  ];
}

/** Acme's account notes. */
export function acmeAccounts(ruben: string) {
  return [
    {
      id: seedId('doc_acme', NORTHWIND_AT, 'N0RTHW1ND'),
      name: 'northwind.txt',
      title: 'Bluebird: account Northwind',
      mediaType: 'PLAIN_TEXT' as const,
      author: ruben,
      at: NORTHWIND_AT,
      body: `Northwind, on Bluebird since 2024. Contract until the end of June, 40 seats, 12 percent discount.

Two invoices were doubled in January. They were refunded, and want a written cause before they renew.

Contact: the head of purchasing. Prefers the telephone.
`,
    },
  ];
}
