import { Prisma } from '#prisma/shared/client/client.ts';

/** Whether PostgreSQL ended a transaction because it and another waited for each other. The other goes on. */
export function isDeadlock(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  return error.code === 'P2034' || (error.code === 'P2010' && isConflict(error.meta?.['driverAdapterError']));
}

/** What the engine says of a statement of its own, it says of a raw one by its cause alone. */
function isConflict(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return (
    typeof cause === 'object' && cause !== null && Reflect.get(cause, 'kind') === 'TransactionWriteConflict'
  );
}
