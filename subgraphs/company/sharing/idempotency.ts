import { sha256 } from '#schema/wire/hash.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import type { Transaction } from '../database.ts';

const KEY = /^[ -~]{1,128}$/;

/** What is wrong with an idempotency key. */
export function keyErrors(key: string | null | undefined): UserError[] {
  if (key == null || KEY.test(key)) return [];
  const message = 'An idempotency key is 1 to 128 printable ASCII characters.';
  return [userError('INVALID_INPUT', message, 'idempotencyKey')];
}

/** The columns that remember a key and what it was used for. */
export function keyColumns(input: { readonly idempotencyKey?: string | null | undefined }) {
  return { idempotencyKey: input.idempotencyKey ?? null, inputHash: sha256(JSON.stringify(input)) };
}

/** Lets writes that name the same thing come one after the other, until the transaction ends. */
export async function takeTurns(transaction: Transaction, name: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 206))`;
}

/**
 * The id of what the same input with the same key has made already; null when there is no key, or it is new.
 *
 * @throws Refusal `CONFLICT` when the key was used for something else
 */
export async function madeBefore(
  transaction: Transaction,
  input: { readonly idempotencyKey?: string | null | undefined },
  find: (key: string) => Promise<{ readonly id: string; readonly inputHash: string | null } | null>,
): Promise<string | null> {
  if (input.idempotencyKey == null) return null;
  await takeTurns(transaction, `key ${input.idempotencyKey}`);
  const found = await find(input.idempotencyKey);
  if (found !== null && found.inputHash !== keyColumns(input).inputHash)
    throw new Refusal('CONFLICT', 'This key was used for something else.', 'idempotencyKey');
  return found?.id ?? null;
}
