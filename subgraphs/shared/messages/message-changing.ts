import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { recordEvent } from '../events/event-recording.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { keepHeld } from '../holds/keeping.ts';
import { mustHaveVoice } from '../threads/thread-scene.ts';
import { sealBody } from './body-seal.ts';
import { bodyErrors } from '#subgraphs/kit/message-text-rules.ts';
import { eraseMessages, insertRevision, setHidden } from './message-parts-store.ts';
import { enterMessage, mustHaveText, mustOwn } from './message-scene.ts';
import { readMessagesById, type MessageRow } from './message-store.ts';

/** Gives a message another text. */
export function editMessage(
  context: Context,
  { messageId, body }: { readonly messageId: string; readonly body: string },
): Promise<Outcome<MessageRow>> {
  return changed(context, messageId, bodyErrors(body), async (transaction) => {
    const scene = await enterMessage(context, transaction, messageId);
    await mustOwn(context, transaction, scene);
    mustHaveText(scene);
    mustHaveVoice(scene);
    const { teamId } = scene.message;
    const seal = sealBody(body);
    const event = { kind: 'MESSAGE_EDITED', payload: { messageId, bodyHash: seal.hash } } as const;
    const { sequence, at } = await recordEvent(context, transaction, {
      ...event,
      teamId,
      actor: scene.writer.id,
    });
    const text = { messageId, teamId, sequence, body, bodySalt: seal.salt, at, editorId: scene.writer.id };
    await insertRevision(transaction, text);
  });
}

/** Takes a message's text away for good. Closed and restricted threads do not keep a company from it. */
export function redactMessage(context: Context, messageId: string): Promise<Outcome<MessageRow>> {
  return changed(context, messageId, [], async (transaction) => {
    const scene = await enterMessage(context, transaction, messageId);
    await mustOwn(context, transaction, scene);
    mustHaveText(scene);
    const change = { teamId: scene.message.teamId, actor: scene.writer.id };
    const event = { kind: 'MESSAGE_REDACTED', payload: { messageId } } as const;
    const { at } = await recordEvent(context, transaction, { ...event, ...change });
    const erasure = { teamId: scene.message.teamId, messageIds: [messageId], cause: 'REDACTED', at } as const;
    await keepHeld(transaction, erasure);
    await eraseMessages(transaction, erasure);
  });
}

/** Hides a message from the caller's own company, or shows it again. No event: it is nobody else's business. */
export function hideMessage(
  context: Context,
  messageId: string,
  hide: boolean,
): Promise<Outcome<MessageRow>> {
  return changed(context, messageId, [], async (transaction) => {
    const { message, writer } = await enterMessage(context, transaction, messageId);
    if (!writer.isSteward)
      throw new Refusal('NOT_PERMITTED', 'Only stewards hide messages from their company.');
    await setHidden(context.company, transaction, message, hide ? context.now() : null);
  });
}

/** Writes, and reads the message as it is then. */
export function changed(
  context: Context,
  messageId: string,
  inputErrors: Parameters<typeof outcomeOf>[0],
  write: (transaction: Transaction) => Promise<void>,
): Promise<Outcome<MessageRow>> {
  return outcomeOf(inputErrors, () =>
    context.write(async (transaction) => {
      await write(transaction);
      const [message] = await readMessagesById(context.company, transaction, [messageId]);
      if (message === undefined) throw new Refusal('NOT_FOUND', 'There is no such message.', 'messageId');
      return message;
    }),
  );
}
