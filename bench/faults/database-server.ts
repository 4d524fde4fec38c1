import { setTimeout as sleep } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#prisma/embedded/embedded-postgres.ts';
import type { DatabaseUrls } from '#prisma/embedded/database-roles.ts';
import { killWithChildren } from './processes.ts';

/** The embedded PostgreSQL, which can be killed. */
export interface DatabaseServer {
  readonly port: number;
  pid(): number;
  database(name: string): Promise<DatabaseUrls>;
  /** Ends the postmaster and all its children with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same data folder and port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it on a fresh data folder. */
export async function startDatabaseServer(dataDir: string): Promise<DatabaseServer> {
  let server: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir });
  const { port } = server;
  return {
    port,
    pid: () => server.pid,
    database: (name) => server.ensureDatabase(name),
    async kill() {
      killWithChildren(server.pid);
      await server.exited;
    },
    async start() {
      // The kernel may hold the port for a moment after the last process that had it.
      for (let attempt = 0; ; attempt += 1) {
        try {
          server = await startEmbeddedPostgres({ dataDir, port });
          return;
        } catch (error) {
          if (attempt === 20) throw error;
          await sleep(250);
        }
      }
    },
    stop: () => server.stop(),
  };
}
