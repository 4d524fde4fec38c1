import { z } from 'zod';
import { SettingsError } from './settings.ts';

/** How a program reaches its database, beside the addresses. */
export interface DatabaseAccess {
  /** Most connections of its pool. Those that listen come on top. */
  readonly databaseConnections?: number;
  /** Whether a pooler stands between, which gives a connection for a transaction at a time. */
  readonly databasePooled?: boolean;
  /** A direct address to listen at; left out: the database's own. */
  readonly listenDatabaseUrl?: string;
}

/** The variables of {@link DatabaseAccess}, for a program that keeps so many connections unless told. */
export const accessVariables = (connections: number) => ({
  DATABASE_CONNECTIONS: z.coerce
    .number({ error: 'must be a number of connections, 2 to 200' })
    .int()
    .min(2)
    .max(200)
    .default(connections),
  DATABASE_POOLER: z.enum(['none', 'transaction'], { error: 'must be none or transaction' }).default('none'),
  LISTEN_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' })
    .optional(),
});

type Given = z.infer<z.ZodObject<ReturnType<typeof accessVariables>>>;

/**
 * @throws SettingsError where a pooler is told of, and no way past it: notices and the lock of migrations belong to a
 *   session, which a pooler gives away after each transaction
 */
export function readAccess(given: Given & { MIGRATION_DATABASE_URL?: string | undefined }): DatabaseAccess {
  const { DATABASE_CONNECTIONS, DATABASE_POOLER, LISTEN_DATABASE_URL } = given;
  const databasePooled = DATABASE_POOLER === 'transaction';
  const direct = ['LISTEN_DATABASE_URL', 'MIGRATION_DATABASE_URL'] as const;
  const missing = databasePooled ? direct.filter((name) => given[name] === undefined) : [];
  if (missing.length > 0)
    throw new SettingsError(
      missing.map((name) => `${name} is not set: with a pooler it has to be a direct address`),
    );
  return {
    ...{ databaseConnections: DATABASE_CONNECTIONS, databasePooled },
    ...(LISTEN_DATABASE_URL === undefined ? {} : { listenDatabaseUrl: LISTEN_DATABASE_URL }),
  };
}
