import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.ts';

/** The one secret of a data folder, from which the password of each of its roles is derived. */
export interface ClusterSecret {
  passwordOf(role: string): string;
}

/** The secret lies beside the data folder, readable by its owner only: `<data folder>.secret`. */
export const secretFile = (dataDir: string): string => `${dataDir}.secret`;

/** Reads the secret of an existing data folder. Rejects with `SECRET_MISSING`. */
export async function readSecret(dataDir: string): Promise<ClusterSecret> {
  const file = secretFile(dataDir);
  const secret = await readFile(file, 'utf8').catch(() => '');
  if (secret !== '') return secretOf(secret);
  const message = `The database in ${dataDir} needs the passwords in ${file}, which cannot be read. Restore that file, or move the data folder away to begin anew.`;
  throw new EmbeddedPostgresError('SECRET_MISSING', message);
}

/** Makes the secret of a new data folder, or reads the one that is there. */
export async function ensureSecret(dataDir: string): Promise<ClusterSecret> {
  const file = secretFile(dataDir);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600 });
    // A link appears whole or not at all, and loses to one that is there: two first starts agree on one secret.
    await link(draft, file).catch(() => undefined);
  } finally {
    await rm(draft, { force: true });
  }
  return readSecret(dataDir);
}

function secretOf(secret: string): ClusterSecret {
  return { passwordOf: (role) => createHmac('sha256', secret).update(role).digest('base64url') };
}
