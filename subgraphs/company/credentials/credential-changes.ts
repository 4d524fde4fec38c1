import { isIdOf } from '#schema/wire/ids.ts';
import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { IssueAgentCredentialInput } from '../resolver-types.ts';
import { credentialErrors, expiryOf, MOST_CREDENTIALS } from './credential-rules.ts';
import { createSecret } from './credential-secret.ts';
import {
  insertCredential,
  lockAgentForIssue,
  revokeCredential,
  type CredentialRow,
} from './credential-store.ts';

/** A credential just issued, with what is shown of it once. */
export interface IssuedCredential {
  readonly credential: CredentialRow;
  readonly secret: string;
}

/** Issues a credential for an agent that is in use. */
export function issueAgentCredential(
  context: Context,
  input: IssueAgentCredentialInput,
): Promise<Outcome<IssuedCredential>> {
  const now = context.now();
  const errors = credentialErrors(input, now);
  return carryOut(context, 'manageCredentials', errors, async (transaction, actor) => {
    await agentForIssue(context, transaction, input.agentId);
    const id = context.ids.company('crd', context.company);
    const { secret, hash: secretHash } = createSecret(id);
    const { agentId, label } = input;
    const credential = await insertCredential(transaction, {
      ...{ id, agentId, label, secretHash },
      ...{ createdAt: now, createdById: actor.id, expiresAt: expiryOf(input, now) },
      documents: input.documents ?? null,
    });
    return { credential, secret };
  });
}

/** Revokes a credential. One that is revoked already stays as it is. */
export function revokeAgentCredential(context: Context, id: string): Promise<Outcome<CredentialRow>> {
  return carryOut(context, 'manageCredentials', [], async (transaction) => {
    const known = isIdOf(id, 'crd', context.company);
    const credential = known ? await revokeCredential(transaction, id, context.now()) : null;
    if (credential === null) throw new Refusal('NOT_FOUND', 'There is no such credential.', 'credentialId');
    return credential;
  });
}

async function agentForIssue(context: Context, transaction: Transaction, id: string): Promise<void> {
  const known = isIdOf(id, 'agt', context.company);
  const agent = known ? await lockAgentForIssue(transaction, id, context.now()) : null;
  if (agent === null) throw new Refusal('NOT_FOUND', 'There is no such agent.', 'agentId');
  if (agent.status === 'ARCHIVED')
    throw new Refusal('CONFLICT', 'An archived agent gets no credentials.', 'agentId');
  if (agent.goodCredentials >= MOST_CREDENTIALS)
    throw new Refusal(
      'CONFLICT',
      `The agent has ${MOST_CREDENTIALS} good credentials: revoke one.`,
      'agentId',
    );
}
