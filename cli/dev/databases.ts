import { writeSync } from 'node:fs';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import {
  DATABASE_OWNERS,
  logFolder,
  type CliSettings,
  type DatabaseOwner,
  type DatabaseUrls,
} from '../config.ts';
import type { ServerExit } from '#prisma/embedded/server-process.ts';
import { openLogFile } from './log-file.ts';
import { LAYER, type StopOrder } from './stop-order.ts';

/** The network's databases. */
export interface Databases {
  readonly urls: Readonly<Record<DatabaseOwner, DatabaseUrls>>;
  /** What to tell people of them. */
  readonly detail: string;
  /** The embedded server's end; never settles for servers of somebody else's. */
  readonly exited: Promise<ServerExit>;
}

/** The databases named by the settings; without any, those of the embedded server, which is started. */
export async function obtainDatabases(settings: CliSettings, order: StopOrder): Promise<Databases> {
  if (settings.databases) {
    return { urls: settings.databases, detail: 'as set by *_DATABASE_URL', exited: new Promise(() => {}) };
  }
  const server = await order.begin(LAYER.database, () => startEmbedded(settings));
  const pairs = await Promise.all(
    DATABASE_OWNERS.map(
      async (owner) => [owner, await server.ensureDatabase(`agent_network_${owner}`)] as const,
    ),
  );
  const urlOf = (owner: DatabaseOwner): DatabaseUrls => {
    const found = pairs.find(([name]) => name === owner);
    if (!found) throw new TypeError(`No database for ${owner}.`);
    return found[1];
  };
  const urls = {
    shared: urlOf('shared'),
    acme: urlOf('acme'),
    harbor: urlOf('harbor'),
    nimbus: urlOf('nimbus'),
  };
  const origin = server.adopted ? 'taken over from a killed run' : 'embedded';
  return { urls, detail: `${server.host}:${server.port} (${origin})`, exited: server.exited };
}

async function startEmbedded(settings: CliSettings): Promise<EmbeddedPostgres & { kill(): void }> {
  const dataDir = path.join(settings.dataDir, 'postgres');
  const log = openLogFile(logFolder(settings), 'postgres');
  const server = await startEmbeddedPostgres({
    dataDir,
    port: settings.ports.database,
    log: (line) => void writeSync(log.descriptor, `${line}\n`),
  });
  // PostgreSQL's immediate shutdown: nothing is lost, the next start replays its log.
  return { ...server, kill: () => void process.kill(server.pid, 'SIGQUIT') };
}
