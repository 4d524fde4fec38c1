import type { Clock } from '#schema/wire/signatures.ts';
import type { Database } from '../database.ts';

/** Counts what other companies were given. Counting only remembers; writing down follows within a second. */
export interface ReadCounter {
  /** Another company was given what that line of the ledger opens. */
  note(company: string, disclosureId: string): void;
  /** Writes down what is counted by now. What cannot be written is kept for the next time. */
  flush(): Promise<void>;
  /** Writes the rest down. */
  stop(): Promise<void>;
}

interface Count {
  readonly company: string;
  readonly disclosureId: string;
  count: number;
  lastAt: number;
}

const EVERY_MS = 1000;

/** A counter of one program; the counts of several add up in the database. */
export function createReadCounter(
  db: Database,
  clock: Clock,
  onFault: (error: unknown) => void,
): ReadCounter {
  let counts = new Map<string, Count>();
  let timer: NodeJS.Timeout | undefined;
  const add = (company: string, disclosureId: string, count: number, lastAt: number) => {
    const key = `${company} ${disclosureId}`;
    const known = counts.get(key) ?? { company, disclosureId, count: 0, lastAt };
    counts.set(key, { ...known, count: known.count + count, lastAt: Math.max(known.lastAt, lastAt) });
  };
  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    const taken = [...counts.values()];
    counts = new Map();
    if (taken.length === 0) return;
    try {
      await writeCounts(db, taken);
    } catch (error) {
      onFault(error);
      for (const { company, disclosureId, count, lastAt } of taken) add(company, disclosureId, count, lastAt);
      plan();
    }
  };
  const plan = () => {
    timer ??= setTimeout(() => void flush(), EVERY_MS).unref();
  };
  return {
    note(company, disclosureId) {
      add(company, disclosureId, 1, clock());
      plan();
    },
    flush,
    async stop() {
      await flush();
      clearTimeout(timer);
    },
  };
}

async function writeCounts(db: Database, counts: readonly Count[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO disclosure_reads (disclosure_id, company, count, last_at)
    SELECT * FROM unnest(
      ${counts.map(({ disclosureId }) => disclosureId)}::text[],
      ${counts.map(({ company }) => company)}::text[],
      ${counts.map(({ count }) => count)}::int[],
      ${counts.map(({ lastAt }) => new Date(lastAt).toISOString())}::timestamptz[]
    ) AS given (disclosure_id, company, count, last_at)
    ORDER BY disclosure_id, company
    ON CONFLICT (disclosure_id, company) DO UPDATE
      SET count = disclosure_reads.count + excluded.count,
          last_at = greatest(disclosure_reads.last_at, excluded.last_at)`;
}
