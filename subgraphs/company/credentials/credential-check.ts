import type { CredentialAnswer } from '#schema/wire/agent-credentials.ts';
import { allowedDocuments } from '#schema/wire/credentials.ts';
import { permissionsOf, scopeOf } from '../agents/permission-rules.ts';
import type { Database } from '../database.ts';
import { credentialIdOf, isGood } from './credential-rules.ts';
import { fitsHash } from './credential-secret.ts';
import { findForCheck, noteUse } from './credential-store.ts';

/** A good secret's credential, and what its issuer may sign for its agent. */
export interface CheckedCredential {
  readonly id: string;
  readonly answer: CredentialAnswer;
}

/** Whose credential the secret is; null for every secret that gets no token, whatever the reason. */
export async function checkCredential(
  company: string,
  db: Database,
  secret: string,
  now: Date,
): Promise<CheckedCredential | null> {
  const id = credentialIdOf(secret, company);
  const found = id === null ? null : await findForCheck(db, id);
  if (!fitsHash(secret, found?.secretHash ?? null) || found === null || !isGood(found, now)) return null;
  await noteUse(db, found.id, now);
  const { subject, name, permissions } = found.agent;
  const reach = scopeOf(permissionsOf(permissions));
  const narrowed = {
    ...(reach === undefined ? {} : { reach }),
    // What is no list of hashes is for no document.
    ...(found.documents === null
      ? {}
      : { documents: allowedDocuments.safeParse(found.documents).data ?? [] }),
  };
  return { id: found.id, answer: { subject, name, credential: found.id, ...narrowed } };
}
