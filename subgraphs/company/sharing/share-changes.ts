import { isIdOf, type CompanyIdKind } from '#schema/wire/ids.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import type { Actor } from '../access/action-rules.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { enqueue } from '../outbox/outbox-store.ts';
import { disclose, takeBack, type Disclosed, type Written } from './disclosing.ts';
import { keyColumns, madeBefore, takeTurns } from './idempotency.ts';
import { excerptOf, readTarget, shareInputErrors, type ShareInput, type ShareTarget } from './share-rules.ts';
import { findShare, findShareByKey, insertShare, readShareTarget, updateShare } from './share-write-store.ts';

/** Shows a private thing to a team: a line in the ledger here, and a stub, without what is in it, in the shared layer. */
export function createShare(context: Context, input: ShareInput): Promise<Disclosed> {
  return disclose(context, 'share', shareInputErrors(input, context.now()), (transaction, actor) =>
    writeShare(context, transaction, input, actor),
  );
}

async function writeShare(
  context: Context,
  transaction: Transaction,
  input: ShareInput,
  actor: Actor,
): Promise<Written> {
  const made = await madeBefore(transaction, input, (key) => findShareByKey(transaction, key));
  if (made !== null) return { id: made, requestId: null };
  const target = readTarget(input.target);
  if (typeof target === 'string') throw new Refusal('INVALID_INPUT', target, 'target');
  const excerptHash = await findTarget(context, transaction, target);
  const shareId = context.ids.company('shr', context.company);
  const { teamId, note = null, expiresAt = null } = input;
  const now = context.now();
  await insertShare(transaction, {
    ...{ id: shareId, teamId, ...target, excerptHash, fields: [...new Set(input.fields)], note },
    ...{ sharedAt: now, sharedBy: actor.id, expiresAt, state: 'PENDING', ...keyColumns(input) },
  });
  const requestId = await enqueue(transaction, {
    ...{ requestId: context.ids.ulid(), actor, now },
    command: {
      ...{ kind: 'createShare', shareId, teamId, targetKind: target.targetKind, note },
      expiresAt: expiresAt?.toISOString() ?? null,
    },
  });
  return { id: shareId, requestId };
}

const ID_KINDS: Readonly<Record<ShareTarget['targetKind'], CompanyIdKind>> = {
  AGENT: 'agt',
  DOCUMENT: 'doc',
  PRIVATE_THREAD: 'pth',
};

/** Makes sure that there is such a thing. @returns the hash of an excerpt's text; null for anything else */
async function findTarget(
  { company }: Context,
  transaction: Transaction,
  target: ShareTarget,
): Promise<string | null> {
  const ours = isIdOf(target.targetId, ID_KINDS[target.targetKind], company);
  const found = ours ? await readShareTarget(transaction, target) : null;
  if (found === null) throw new Refusal('NOT_FOUND', 'The company has no such thing.', 'target');
  const { from, to } = target;
  const whole = found.body === undefined || from === null || to === null;
  return whole ? null : hashOfExcerpt(found.body, from, to);
}

function hashOfExcerpt(body: string, from: number, to: number): string {
  const excerpt = excerptOf(body, from, to);
  if (excerpt === null) throw new Refusal('INVALID_INPUT', 'The document ends before the excerpt.', 'target');
  return sha256(excerpt);
}

/** Takes a share back: at once here, and in the shared layer as soon as it answers. */
export function revokeShare(context: Context, shareId: string): Promise<Disclosed> {
  return disclose(context, 'revoke', [], async (transaction, actor) => {
    await takeTurns(transaction, `end ${shareId}`);
    const found = isIdOf(shareId, 'shr', context.company) ? await findShare(transaction, shareId) : null;
    if (found === null) throw new Refusal('NOT_FOUND', 'The company has no such share.', 'shareId');
    return takeBack(context, transaction, {
      ...{ lines: [found], actor, command: { kind: 'revokeShare', shareId } },
      write: (data) => updateShare(transaction, shareId, ['PENDING', 'ACTIVE'], data),
    });
  });
}
