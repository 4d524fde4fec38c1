import { withClient } from './tool/migrate.ts';

/** What each session has to have by itself where no program can ask for it at its start. */
const NEEDED = { TimeZone: 'UTC' } as const;

/** Sessions behind a pooler are not as the program needs them. */
export class PooledSessionError extends Error {
  readonly code = 'POOLED_SESSION_UNFIT';
}

/**
 * Looks whether the sessions that a pooler gives are in UTC, without which other instants are stored than were given (see
 * `poolOptions`). A pooler drops what a program asks for at the start of a session, or gives the session to another.
 *
 * @throws PooledSessionError saying what to run; MigrationError where the database cannot be reached
 */
export async function checkPooledSession(url: string): Promise<void> {
  await withClient(
    url,
    async (client) => {
      const { rows } = await client.query<{ zone: string; name: string }>(
        `SELECT current_setting('TimeZone') AS zone, current_database() AS name`,
      );
      const [{ zone, name } = { zone: '', name: '' }] = rows;
      if (zone === NEEDED.TimeZone) return;
      const cure = `ALTER DATABASE ${client.escapeIdentifier(name)} SET TimeZone TO 'UTC'`;
      throw new PooledSessionError(
        `Sessions behind the pooler are in the time zone ${zone}. Run ${cure}, and have the pooler open its connections anew.`,
      );
    },
    { pooled: true },
  );
}
