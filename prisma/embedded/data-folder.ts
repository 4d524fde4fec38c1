import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SUPERUSER } from './admin-connection.ts';
import { ensureSecret, readSecret, type ClusterSecret } from './cluster-secret.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { failureReason, fileFailure } from './failure-reason.ts';
import { isRunning } from './pid-file.ts';
import { NOBODY, type Owner, type RunAs } from './run-identity.ts';
import { runToEnd } from './run-to-end.ts';

/** UTF-8 with byte order, on every system alike: no dependence on the locales that happen to be installed. */
const INITDB_OPTIONS = [
  `--username=${SUPERUSER}`,
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--auth=scram-sha-256',
];

/**
 * Makes the data folder on first use, and reads the secret that opens it.
 * `secretBeside` names the folder as the caller knows it: the secret stays there when the data lie elsewhere.
 */
export async function prepareDataFolder(
  initdb: string,
  as: RunAs,
  secretBeside: string,
): Promise<ClusterSecret> {
  if (existsSync(path.join(as.dataDir, 'PG_VERSION'))) return readSecret(secretBeside);
  return makeDataFolder(initdb, as, secretBeside).catch((error: unknown) => {
    throw fileFailure(error, as.dataDir);
  });
}

async function makeDataFolder(initdb: string, as: RunAs, secretBeside: string): Promise<ClusterSecret> {
  await refuseForeignFolder(as.dataDir);
  const secret = await ensureSecret(secretBeside);
  await prepareHome(path.dirname(as.dataDir), as.user);
  await removeAbandoned(as.dataDir);
  await createCluster(initdb, as, secret.passwordOf(SUPERUSER));
  return secret;
}

/** A folder with something else in it is nobody's to overwrite. */
async function refuseForeignFolder(dataDir: string): Promise<void> {
  const entries = await readdir(dataDir).catch((): string[] => []);
  if (entries.length === 0) return;
  const message = `The data folder ${dataDir} holds something that is not a PostgreSQL database. Choose another folder.`;
  throw new EmbeddedPostgresError('DATA_FOLDER_INVALID', message);
}

/** The folder around the data. Where it is a temporary one for another user, it must be ours to give. */
async function prepareHome(home: string, user: Owner | undefined): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (user?.uid !== NOBODY.uid) return;
  const found = await lstat(home);
  // Somebody else may have put a folder of that name into the shared temporary folder.
  if (!found.isDirectory() || ![process.getuid?.(), user.uid].includes(found.uid)) {
    const message = `${home} was made by another user and cannot hold the data. Remove it.`;
    throw new EmbeddedPostgresError('DATA_FOLDER_DENIED', message);
  }
  await chown(home, user.uid, user.gid);
  await chmod(home, 0o700);
}

/** Runs initdb beside the final place and moves the result there, so that half a database is never found. */
async function createCluster(initdb: string, as: RunAs, password: string): Promise<void> {
  const draft = `${as.dataDir}.new-${process.pid}-${randomUUID()}`;
  const passwordFile = `${draft}.password`;
  try {
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (as.user) await chown(passwordFile, as.user.uid, as.user.gid);
    const command = [
      ...as.prefix,
      initdb,
      ...INITDB_OPTIONS,
      `--pgdata=${draft}`,
      `--pwfile=${passwordFile}`,
    ];
    const { code, output } = await runToEnd(command, { ...as.user, cwd: '/' });
    if (code !== 0) throw failureReason({ code, lines: output.trim().split('\n'), dataDir: as.dataDir });
    await moveInPlace(draft, as.dataDir);
  } finally {
    await Promise.all(
      [draft, passwordFile].map((leftover) => rm(leftover, { recursive: true, force: true })),
    );
  }
}

async function moveInPlace(draft: string, dataDir: string): Promise<void> {
  await rename(draft, dataDir).catch((error: unknown) => {
    // Another first start was quicker: its folder is as good.
    if (!existsSync(path.join(dataDir, 'PG_VERSION'))) throw error;
  });
}

/** Removes what an initdb left behind that was killed half-way. */
async function removeAbandoned(dataDir: string): Promise<void> {
  const home = path.dirname(dataDir);
  const draft = `${path.basename(dataDir)}.new-`;
  for (const name of await readdir(home)) {
    if (!name.startsWith(draft) || (await isRunning(Number.parseInt(name.slice(draft.length), 10)))) continue;
    await rm(path.join(home, name), { recursive: true, force: true });
  }
}
