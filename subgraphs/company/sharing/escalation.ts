import { isIdOf } from '#schema/wire/ids.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import type { Actor } from '../access/action-rules.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { enqueue } from '../outbox/outbox-store.ts';
import { disclose, type Disclosed, type Written } from './disclosing.ts';
import { escalationErrors, isTooMuch, type EscalationInput } from './escalation-rules.ts';
import {
  findEscalationByKey,
  insertEscalation,
  readChosenMessages,
  type ChosenMessage,
} from './escalation-store.ts';
import { keyColumns, madeBefore } from './idempotency.ts';

/** Opens a shared thread with exactly the chosen messages of an internal one, and nothing else of it. */
export function escalate(context: Context, input: EscalationInput): Promise<Disclosed> {
  return disclose(context, 'share', escalationErrors(input), (transaction, actor) =>
    writeEscalation(context, transaction, input, actor),
  );
}

async function writeEscalation(
  context: Context,
  transaction: Transaction,
  input: EscalationInput,
  actor: Actor,
): Promise<Written> {
  const made = await madeBefore(transaction, input, (key) => findEscalationByKey(transaction, key));
  if (made !== null) return { id: made, requestId: null };
  const chosen = await chosenMessages(context, transaction, input);
  const { teamId, title, privateThreadId } = input;
  const [threadId, now] = [context.ids.shared('thr'), context.now()];
  const messages = chosen.map(({ body, saidBy }) => ({ messageId: context.ids.shared('msg'), body, saidBy }));
  if (isTooMuch(messages))
    throw new Refusal('INVALID_INPUT', 'The messages are too long together.', 'messageIds');
  await insertEscalation(transaction, {
    ...{ id: threadId, teamId, privateThreadId, title, messageIds: chosen.map(({ id }) => id) },
    ...{ escalatedAt: now, escalatedBy: actor.id, state: 'PENDING', ...keyColumns(input) },
  });
  const requestId = await enqueue(transaction, {
    ...{ requestId: context.ids.ulid(), actor, now },
    command: { kind: 'openThread', threadId, teamId, title, messages },
  });
  return { id: threadId, requestId };
}

async function chosenMessages(
  { company }: Context,
  transaction: Transaction,
  { privateThreadId, messageIds }: EscalationInput,
): Promise<ChosenMessage[]> {
  const ids = [...new Set(messageIds)];
  const ours = isIdOf(privateThreadId, 'pth', company) && ids.every((id) => isIdOf(id, 'pms', company));
  const found = ours ? await readChosenMessages(transaction, privateThreadId, ids) : [];
  if (found.length < ids.length)
    throw new Refusal('NOT_FOUND', 'Some of these messages are not in the thread.', 'messageIds');
  return found;
}
