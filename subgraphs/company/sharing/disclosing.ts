import type { CompanyCommand } from '#schema/wire/company-requests.ts';
import type { UserError } from '#subgraphs/kit/user-error.ts';
import type { Action, Actor } from '../access/action-rules.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { cancelUnsent, enqueue, hasten } from '../outbox/outbox-store.ts';
import type { DisclosureState } from './disclosure-rules.ts';
import type { DisclosureRow } from './disclosure-store.ts';

/** What a write to the ledger did. */
export interface Written {
  /** Of the line. */
  readonly id: string;
  /** The request to the shared layer that follows; null when there is none to wait for. */
  readonly requestId: string | null;
}

/** What came of it: the line as it is now, and what was wrong here or there. */
export interface Disclosed {
  readonly disclosure: DisclosureRow | null;
  readonly userErrors: UserError[];
}

/** Carries a write to the ledger out, then waits a while for the shared layer's answer, so that most lines are final. */
export async function disclose(
  context: Context,
  action: Action,
  inputErrors: UserError[],
  write: (transaction: Transaction, actor: Actor) => Promise<Written>,
): Promise<Disclosed> {
  const { done, userErrors } = await carryOut(context, action, inputErrors, write);
  if (done === null) return { disclosure: null, userErrors };
  const refusal = done.requestId === null ? null : await context.deliver(done.requestId);
  const [disclosure = null] = await context.stores.disclosures.byIds(context.principal, [done.id]);
  return { disclosure, userErrors: refusal === null ? [] : [refusal] };
}

/** What is to be ended. */
export interface Ending {
  readonly lines: readonly { readonly state: DisclosureState; readonly revokedAt: Date | null }[];
  readonly actor: Actor;
  readonly command: Extract<CompanyCommand, { kind: 'removeParticipant' | 'revokeShare' }>;
  /** Writes these columns where the line is not over yet. */
  readonly write: (data: {
    readonly revokedAt: Date;
    readonly revokedBy: string;
    readonly state: 'ENDING' | 'ENDED';
  }) => Promise<void>;
}

/**
 * Ends lines of the ledger now, and tells the shared layer, unless it was never told of them. Ending what is over
 * changes nothing; what the shared layer did not want to end is asked for once more.
 */
export async function takeBack(context: Context, transaction: Transaction, ending: Ending): Promise<Written> {
  const { lines, actor, command } = ending;
  const id = command.kind === 'revokeShare' ? command.shareId : command.participantId;
  const now = context.now();
  const open = lines.some(({ state, revokedAt }) => isOpen(state, revokedAt));
  if (!open && !lines.some(({ state }) => state === 'ENDING')) return { id, requestId: null };
  const unsent = open && (await cancelUnsent(transaction, id));
  if (open) await ending.write({ revokedAt: now, revokedBy: actor.id, state: unsent ? 'ENDED' : 'ENDING' });
  if (unsent) return { id, requestId: null };
  const waiting = await hasten(transaction, id, command.kind, now);
  if (waiting !== null) return { id, requestId: waiting };
  return {
    id,
    requestId: await enqueue(transaction, { requestId: context.ids.ulid(), command, actor, now }),
  };
}

function isOpen(state: DisclosureState, revokedAt: Date | null): boolean {
  return revokedAt === null && (state === 'PENDING' || state === 'ACTIVE');
}
