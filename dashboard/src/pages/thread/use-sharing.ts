import { useCallback } from 'react';
import { useChange } from '../../data/use-change.ts';
import { CreateShareDocument, TakeBackUnsentDocument } from '../../gql/graphql.ts';
import { messageOf } from '../../ui/outcome-rules.ts';
import type { Attachment } from './attach-rules.ts';

/** How far what is attached is shared. */
interface Sharing {
  /** All of them, with the shares that are there. */
  readonly attachments: readonly Attachment[];
  /** Why one of them is not there; null: all are, or somebody has to sign in first. */
  readonly problem: string | null;
  readonly isSignedOut: boolean;
}

/** Shares what is attached to a message, each once; and takes back what was shared for a message that is not sent. */
export function useSharing() {
  const create = useChange(CreateShareDocument);
  const revoke = useChange(TakeBackUnsentDocument);
  const share = useCallback(
    async (attachments: readonly Attachment[]): Promise<Sharing> => {
      const shared = [...attachments];
      const stopped = (problem: string | null, isSignedOut = false) => ({
        ...{ attachments: shared, problem, isSignedOut },
      });
      for (const [index, one] of attachments.entries()) {
        if (one.shareId !== undefined) continue;
        const outcome = await create({ input: { ...one.input, idempotencyKey: one.key } });
        if (outcome.kind === 'failed' && outcome.problem.kind === 'signed-out') return stopped(null, true);
        if (outcome.kind !== 'done') return stopped(messageOf(outcome));
        const { share: made, disclosure } = outcome.payload;
        if (!made || disclosure?.state !== 'ACTIVE') return stopped(disclosure?.problem ?? NOT_YET);
        shared[index] = { ...one, shareId: made.id };
      }
      return stopped(null);
    },
    [create],
  );
  const unshare = useCallback(
    async (attachments: readonly Attachment[]) => {
      for (const { shareId } of attachments) if (shareId !== undefined) await revoke({ input: { shareId } });
    },
    [revoke],
  );
  return { share, unshare };
}

const NOT_YET = 'What you show with it is not there yet: the shared layer has not answered.';
