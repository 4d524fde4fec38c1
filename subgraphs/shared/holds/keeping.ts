import { groupBy } from '#subgraphs/kit/group-by.ts';
import { actAs, asHolders } from '../access/row-security.ts';
import type { Transaction } from '../database.ts';
import { addHoldEvent, keepCustodians, keepMessages, readHolders, type Erasure } from './held-store.ts';

/**
 * Keeps for the companies that hold them what is about to be erased, each as far as it reads it itself. To be called
 * wherever a message's text goes, before it goes, under the team's lock. It tells its caller nothing: neither the author
 * nor any other company may learn from it that something is held.
 */
export async function keepHeld(transaction: Transaction, erasure: Erasure): Promise<void> {
  if (erasure.messageIds?.length === 0) return;
  const holds = await asHolders(transaction, () => readHolders(transaction, erasure.teamId));
  for (const [company, ofCompany] of groupBy(holds, (hold) => hold.companySlug))
    await actAs(transaction, company, async () => {
      for (const hold of ofCompany) {
        const messages = await keepMessages(company, transaction, hold, erasure);
        if (messages > 0)
          await addHoldEvent(company, transaction, hold, {
            kind: 'KEPT',
            subject: null,
            messages,
            at: erasure.at,
          });
        if (erasure.cause === 'DELETED') await keepCustodians(company, transaction, hold);
      }
    });
}
