import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmbeddedPostgresError, USE_YOUR_OWN } from './embedded-error.ts';
import { runToEnd } from './run-to-end.ts';

/** What is known about this process and its surroundings when the identity is chosen. */
export interface IdentityFacts {
  /** Undefined on Windows, where the question does not arise. */
  readonly uid: number | undefined;
  /** The owner of the data folder, when it exists. */
  readonly folderOwner: Owner | undefined;
  /** Whether this process may enter a user namespace in which it is not root. */
  readonly canEnterNamespace: boolean;
  /** Whether this process may run the binaries as another user. */
  readonly canSwitchUser: boolean;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** As whom PostgreSQL runs. It refuses to run as root. */
export type Identity =
  | { readonly kind: 'direct' }
  | { readonly kind: 'namespace' }
  | { readonly kind: 'switch'; readonly user: Owner; readonly folder: 'given' | 'temporary' }
  | { readonly kind: 'refused'; readonly reason: 'root' | 'owner' };

/** "nobody": owns nothing on any system. */
export const NOBODY: Owner = { uid: 65_534, gid: 65_534 };

const ENTER_NAMESPACE = [
  'unshare',
  '--user',
  `--map-user=${NOBODY.uid}`,
  `--map-group=${NOBODY.gid}`,
] as const;

/** Chooses the identity. Pure: every branch can be tested by its facts. */
export function chooseIdentity({
  uid,
  folderOwner,
  canEnterNamespace,
  canSwitchUser,
}: IdentityFacts): Identity {
  if (uid === undefined) return { kind: 'direct' };
  const ownedByOther = folderOwner !== undefined && folderOwner.uid !== uid;
  if (uid !== 0) return ownedByOther ? { kind: 'refused', reason: 'owner' } : { kind: 'direct' };
  // Root on a folder that a user made, as with sudo: stay that user, so that both can go on using it.
  if (ownedByOther) {
    return canSwitchUser
      ? { kind: 'switch', user: folderOwner, folder: 'given' }
      : { kind: 'refused', reason: 'root' };
  }
  if (canEnterNamespace) return { kind: 'namespace' };
  // Root's own data cannot be read by another user, and an empty database in its place would look like a loss.
  if (folderOwner !== undefined || !canSwitchUser) return { kind: 'refused', reason: 'root' };
  return { kind: 'switch', user: NOBODY, folder: 'temporary' };
}

/** Asks the operating system for the facts. `uid` is the user of this process. */
export async function probeIdentity(
  dataDir: string,
  program: string,
  uid = process.getuid?.(),
): Promise<IdentityFacts> {
  const folderOwner = await ownerOf(dataDir);
  if (uid !== 0) return { uid, folderOwner, canEnterNamespace: false, canSwitchUser: false };
  const [namespace, switched] = await Promise.all([
    runToEnd([...ENTER_NAMESPACE, program, '--version']),
    runToEnd([program, '--version'], { ...(folderOwner?.uid ? folderOwner : NOBODY), cwd: '/' }),
  ]);
  return { uid, folderOwner, canEnterNamespace: namespace.code === 0, canSwitchUser: switched.code === 0 };
}

async function ownerOf(folder: string): Promise<Owner | undefined> {
  return stat(folder).then(
    ({ uid, gid }) => ({ uid, gid }),
    () => undefined,
  );
}

/** Where and how to run the programs under an identity. */
export interface RunAs {
  readonly dataDir: string;
  /** Words to put before the program. */
  readonly prefix: readonly string[];
  /** The user to switch to, who must own the data. */
  readonly user: Owner | undefined;
}

/** Turns an identity into a way to run. Throws `NO_UNPRIVILEGED_USER` or `DATA_FOLDER_DENIED` when there is none. */
export function runAs(identity: Identity, dataDir: string): RunAs {
  switch (identity.kind) {
    case 'direct':
      return { dataDir, prefix: [], user: undefined };
    case 'namespace':
      return { dataDir, prefix: ENTER_NAMESPACE, user: undefined };
    case 'switch':
      return {
        dataDir: identity.folder === 'given' ? dataDir : path.join(temporaryHome(dataDir), 'data'),
        prefix: [],
        user: identity.user,
      };
    case 'refused':
      throw refusal(identity.reason, dataDir);
  }
}

/** A folder outside the home, which another user may not be allowed to enter; the same one for the same data folder. */
export function temporaryHome(dataDir: string): string {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return path.join(tmpdir(), `agent-network-${hash}`);
}

function refusal(reason: 'root' | 'owner', dataDir: string): EmbeddedPostgresError {
  if (reason === 'owner') {
    const message = `The data folder ${dataDir} belongs to another user. Run as that user, or choose another folder. ${USE_YOUR_OWN}`;
    return new EmbeddedPostgresError('DATA_FOLDER_DENIED', message);
  }
  const message = `PostgreSQL does not run as root, and this system lets root neither enter a user namespace nor run it as another user on ${dataDir}. Run as an ordinary user. ${USE_YOUR_OWN}`;
  return new EmbeddedPostgresError('NO_UNPRIVILEGED_USER', message);
}
