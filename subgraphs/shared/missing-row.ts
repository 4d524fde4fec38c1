/** A row that a company may read points to one that it may not: the access rules contradict each other. */
export class MissingRowError extends Error {
  readonly code = 'MISSING_ROW';

  constructor() {
    super('A readable row points to one that is missing or hidden.');
    this.name = 'MissingRowError';
  }
}

/**
 * The row behind a field that the SDL calls non-null. Rejects with `MissingRowError` when there is none: the field fails,
 * and nothing is shown that the access rules hide.
 */
export async function present<Row>(loading: Promise<Row | null>): Promise<Row> {
  const row = await loading;
  if (row === null) throw new MissingRowError();
  return row;
}
