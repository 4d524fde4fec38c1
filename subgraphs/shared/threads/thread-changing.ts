import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { EventContent } from '../events/event-kinds.ts';
import { recordEvent } from '../events/event-recording.ts';
import { postSystemMessage } from '../messages/system-message.ts';
import { outcomeOf, Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { insertThreadRevision, type ThreadStanding } from './thread-audience-store.ts';
import { titleErrors } from '#subgraphs/kit/thread-rules.ts';
import { enterThread, mustReadOn, visibleThread, type ThreadScene } from './thread-scene.ts';
import type { ThreadRow } from './thread-store.ts';

/** What a change does to how a thread stands, how the log tells it, and what the thread's readers are told. */
export interface ThreadChange {
  readonly event: EventContent;
  readonly becomes: Partial<Pick<ThreadStanding, 'title' | 'state' | 'visibility'>>;
  readonly said: string;
  /** What else is to be written, at the event's sequence. */
  readonly also?: (sequence: number) => Promise<void>;
}

/** Changes a thread that the caller's company reads, as its participant, in one event; `decide` refuses or says how. */
export async function changeThread(
  context: Context,
  threadId: string,
  decide: (scene: ThreadScene, transaction: Transaction) => Promise<ThreadChange> | ThreadChange,
): Promise<ThreadRow> {
  return context.write(async (transaction) => {
    const thread = await visibleThread(context.company, transaction, threadId);
    const scene = await enterThread(context, transaction, thread);
    mustReadOn(scene, context.company);
    const { event, becomes, said, also } = await decide(scene, transaction);
    const actor = { teamId: thread.teamId, actor: scene.writer.id };
    const standing = { ...scene.standing, ...becomes };
    const { sequence } = await recordEvent(context, transaction, { ...event, ...actor });
    await insertThreadRevision(transaction, { threadId, teamId: thread.teamId, sequence }, standing);
    await also?.(sequence);
    await postSystemMessage(context, transaction, { thread, authorId: scene.writer.id, body: said });
    const { title, state, visibility } = standing;
    return { ...thread, title, state, visibility };
  });
}

/** Gives a thread another title. */
export function renameThread(
  context: Context,
  { threadId, title }: { readonly threadId: string; readonly title: string },
): Promise<Outcome<ThreadRow>> {
  return outcomeOf(titleErrors(title), () =>
    changeThread(context, threadId, (scene) => {
      mustTend(scene);
      const shown = scene.standing.visibility === 'OPEN' ? title : null;
      return {
        event: { kind: 'THREAD_RENAMED', payload: { threadId, title: shown } },
        becomes: { title },
        said: `Renamed the thread to “${title}”.`,
      };
    }),
  );
}

/** Closes a thread to messages. */
export function closeThread(context: Context, threadId: string): Promise<Outcome<ThreadRow>> {
  return outcomeOf([], () =>
    changeThread(context, threadId, (scene) => {
      mustTend(scene);
      if (scene.standing.state === 'CLOSED') throw new Refusal('CONFLICT', 'The thread is closed already.');
      const event = { kind: 'THREAD_CLOSED', payload: { threadId } } as const;
      return { event, becomes: { state: 'CLOSED' }, said: 'Closed the thread.' };
    }),
  );
}

/** Opens a closed thread to messages again. */
export function reopenThread(context: Context, threadId: string): Promise<Outcome<ThreadRow>> {
  return outcomeOf([], () =>
    changeThread(context, threadId, (scene) => {
      mustTend(scene);
      if (scene.standing.state === 'OPEN') throw new Refusal('CONFLICT', 'The thread is not closed.');
      const event = { kind: 'THREAD_REOPENED', payload: { threadId } } as const;
      return { event, becomes: { state: 'OPEN' }, said: 'Reopened the thread.' };
    }),
  );
}

function mustTend({ writer, standing }: ThreadScene): void {
  if (!writer.isSteward && writer.id !== standing.createdById)
    throw new Refusal('NOT_PERMITTED', 'Only stewards and whoever opened the thread do this.');
}
