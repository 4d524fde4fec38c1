import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery,
  SqlResultSet,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { columnTypeOf } from './column-types.ts';
import { openServerSession, openThrowAwaySession, type DatabaseSession } from './database-session.ts';
import { toAdapterError } from './driver-errors.ts';

const ABOUT = { provider: 'postgres', adapterName: 'migration-adapter' } as const;

/**
 * The adapter that Prisma's schema engine migrates through. `@prisma/adapter-pg` cannot stand in for it: it splits
 * scripts at every semicolon, function bodies included, and lacks types of the catalogue.
 *
 * Without a url every connection is a throw-away database, for commands that only compare files.
 */
export function migrationAdapter(url: string | undefined): SqlMigrationAwareDriverAdapterFactory {
  const schemaName = url === undefined ? 'public' : (new URL(url).searchParams.get('schema') ?? 'public');
  return {
    ...ABOUT,
    connect: () => connected(url === undefined ? openThrowAwaySession() : openServerSession(url), schemaName),
    connectToShadowDb: () => connected(openThrowAwaySession(), 'public'),
  };
}

async function connected(opening: Promise<DatabaseSession>, schemaName: string): Promise<SqlDriverAdapter> {
  const session = await translated(opening);
  return {
    ...queriesOf(session),
    executeScript: (script) => translated(session.script(script)),
    startTransaction: () => transactionOn(session),
    getConnectionInfo: () => ({ schemaName, supportsRelationJoins: true }),
    dispose: () => session.close(),
  };
}

function queriesOf(session: DatabaseSession) {
  return {
    ...ABOUT,
    async queryRaw({ sql, args }: SqlQuery): Promise<SqlResultSet> {
      const { fields, rows } = await translated(session.query(sql, args.map(asParameter)));
      return {
        columnNames: fields.map(({ name }) => name),
        columnTypes: fields.map(({ dataTypeID }) => columnTypeOf(dataTypeID)),
        rows,
      };
    },
    async executeRaw({ sql, args }: SqlQuery): Promise<number> {
      return (await translated(session.query(sql, args.map(asParameter)))).affected;
    },
  };
}

async function transactionOn(session: DatabaseSession): Promise<Transaction> {
  await translated(session.script('BEGIN'));
  return {
    ...queriesOf(session),
    options: { usePhantomQuery: true },
    commit: () => translated(session.script('COMMIT')),
    rollback: () => translated(session.script('ROLLBACK')),
  };
}

const asParameter = (value: unknown): unknown =>
  value instanceof Date ? value.toISOString() : (value ?? null);

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw toAdapterError(error);
  }
}
