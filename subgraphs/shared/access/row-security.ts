import { Prisma } from '#prisma/shared/client/client.ts';
import type { Database, Transaction } from '../database.ts';
import type { Reach } from './reach-rules.ts';

/**
 * For whom a transaction works, told to the database, whose row-level security is the second wall (docs/adr/0009). A
 * setting ends with its transaction. Nothing else in the program sets one, and without one every table is empty.
 */

/** The transaction is of one company from now on, and of a caller who reaches no further than that. */
export async function enterCompany(
  transaction: Transaction,
  company: string,
  reach: Reach | null = null,
): Promise<void> {
  await transaction.$executeRaw`SELECT ${settingsOf(company, reach)}`;
}

/** The transaction is of one company from now on, and writes nothing: both in one statement. */
export async function enterSnapshot(
  transaction: Transaction,
  company: string,
  reach: Reach | null = null,
): Promise<void> {
  await transaction.$executeRaw`
    SELECT set_config('transaction_read_only', 'on', true), ${settingsOf(company, reach)}`;
}

/** A narrowed caller of a company that names nothing is an empty array, not an empty text, which would narrow nothing. */
function settingsOf(company: string, reach: Reach | null): Prisma.Sql {
  const settings = Prisma.sql`set_config('app.company', ${company}, true)`;
  if (reach === null) return settings;
  return Prisma.sql`${settings}, set_config('app.reach', ${[...reach.read]}::text[]::text, true),
    set_config('app.post', ${[...reach.post]}::text[]::text, true)`;
}

/**
 * Opens one team to the transaction before its company has a place in it: to found it, to seed it, or to join it. Who
 * may do so is decided before, by the rules; what has been decided is the reason for the call.
 */
export async function openTeam(transaction: Transaction, teamId: string): Promise<void> {
  await transaction.$executeRaw`SELECT set_config('app.team', ${teamId}, true)`;
}

/** Reads in a transaction of its own as a company's caller. For requests that are no GraphQL; those have their `Context`. */
export function readAsCompany<T>(
  database: Database,
  { company, reach = null }: { readonly company: string; readonly reach?: Reach | null },
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return database.$transaction(async (transaction) => {
    await enterSnapshot(transaction, company, reach);
    return work(transaction);
  });
}

/** Works on the companies and their SDLs, of all companies, in one transaction. No team is open to it. */
export function asRegistry<T>(
  database: Database,
  work: (transaction: Transaction) => Promise<T>,
  isolationLevel: 'ReadCommitted' | 'RepeatableRead' = 'ReadCommitted',
): Promise<T> {
  return database.$transaction(
    async (transaction) => {
      await transaction.$executeRaw`SELECT set_config('app.operator', 'registry', true)`;
      return work(transaction);
    },
    { isolationLevel },
  );
}

/** What a transaction works as. */
interface Identity {
  readonly company: string | null;
  readonly reach: string | null;
  readonly post: string | null;
  readonly team: string | null;
  readonly operator: string | null;
}

const NOBODY: Identity = { company: null, reach: null, post: null, team: null, operator: null };

/**
 * Works for another company in the middle of a transaction, as far as that company reaches, and goes back to whom the
 * transaction was of: for what one company's act does to what is another's own. A failure ends the whole transaction.
 */
export function actAs<T>(transaction: Transaction, company: string, work: () => Promise<T>): Promise<T> {
  return as(transaction, { ...NOBODY, company }, work);
}

/** Asks which companies hold what, and sees nothing else meanwhile; then as {@link actAs}. */
export function asHolders<T>(transaction: Transaction, work: () => Promise<T>): Promise<T> {
  return as(transaction, { ...NOBODY, operator: 'holds' }, work);
}

async function as<T>(transaction: Transaction, identity: Identity, work: () => Promise<T>): Promise<T> {
  const [was = NOBODY] = await transaction.$queryRaw<Identity[]>`
    SELECT current_setting('app.company', true) AS company, current_setting('app.reach', true) AS reach,
      current_setting('app.post', true) AS post, current_setting('app.team', true) AS team,
      current_setting('app.operator', true) AS operator`;
  await become(transaction, identity);
  const done = await work();
  await become(transaction, was);
  return done;
}

async function become(
  transaction: Transaction,
  { company, reach, post, team, operator }: Identity,
): Promise<void> {
  await transaction.$executeRaw`
    SELECT set_config('app.company', ${company ?? ''}, true), set_config('app.reach', ${reach ?? ''}, true),
      set_config('app.post', ${post ?? ''}, true), set_config('app.team', ${team ?? ''}, true),
      set_config('app.operator', ${operator ?? ''}, true)`;
}
