import DataLoader from 'dataloader';

/** Reads one row by its key, with all others asked for in the same moment; null when there is none. */
export interface RowLoader<Row> {
  load(key: string): Promise<Row | null>;
  /** Gives it a row that was read otherwise, by the same rules. */
  prime(key: string, row: Row): unknown;
}

/** Reads the rows that belong to a key, with all others asked for in the same moment. */
export interface GroupLoader<Row> {
  load(key: string): Promise<Row[]>;
}

/**
 * A loader of single rows. Make one per request: it remembers what one caller may see.
 *
 * @param read rows of the keys, in any order, without those that are missing or hidden
 */
export function rowLoader<Row>(
  read: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): RowLoader<Row> {
  return new DataLoader<string, Row | null>(async (keys) => {
    const rows = new Map((await read(keys)).map((row) => [keyOf(row), row]));
    return keys.map((key) => rows.get(key) ?? null);
  });
}

/**
 * A loader of rows by what they belong to. Make one per request.
 *
 * @param read rows of all the keys; those of one key in the order in which they are to be shown
 */
export function groupLoader<Row>(
  read: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): GroupLoader<Row> {
  return new DataLoader<string, Row[]>(async (keys) => {
    const groups = new Map<string, Row[]>(keys.map((key) => [key, []]));
    for (const row of await read(keys)) groups.get(keyOf(row))?.push(row);
    return keys.map((key) => groups.get(key) ?? []);
  });
}
