import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import type { UserError } from '#subgraphs/kit/user-error.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { may, type Action, type Actor } from './action-rules.ts';

/**
 * Carries a write of the company's private space out, in one transaction: who may not do it, and whose input is wrong,
 * gets user errors and nothing is written. A `Refusal` thrown in the write undoes it.
 */
export async function carryOut<T>(
  context: Context,
  action: Action,
  inputErrors: UserError[],
  write: (transaction: Transaction, actor: Actor) => Promise<T>,
): Promise<Outcome<T>> {
  const actor = await context.actor();
  return outcomeOf(may(actor, action) ? inputErrors : [], async () => {
    if (!may(actor, action)) throw new Refusal('NOT_PERMITTED', 'You may not do this.');
    return context.write((transaction) => write(transaction, actor));
  });
}
