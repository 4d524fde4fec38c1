import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Key, PageRequest } from '#subgraphs/kit/connection.ts';

/** A page as SQL. */
export interface PageWindow {
  /** A condition: the row lies between the page's cursors. */
  readonly within: Sql;
  /** In the page's direction. */
  readonly order: Sql;
  /** One more than the page holds, which tells whether there is more. */
  readonly limit: Sql;
}

/** A page of a list that is ordered by sequence, as both ends of its range. */
export interface SequenceWindow extends Pick<PageWindow, 'order' | 'limit'> {
  readonly from: Sql;
  readonly to: Sql;
}

/** The largest sequence that the column holds. */
export const LAST_SEQUENCE = 2 ** 31 - 1;

/** The same for what walks a range of a team's sequence: it is told where to begin and to end. */
export function sequenceWindow(page: PageRequest<number>, column: Sql): SequenceWindow {
  const { order, limit } = pageWindow(page, column);
  const within = (sequence: number) => Math.min(Math.max(sequence, 0), LAST_SEQUENCE);
  return {
    from: sql`${page.after === null ? 0 : within(page.after + 1)}::int`,
    to: sql`${page.before === null ? LAST_SEQUENCE : within(page.before - 1)}::int`,
    ...{ order, limit },
  };
}

/** The SQL of a page of a list that is ordered by a column. */
export function pageWindow<K extends Key>(page: PageRequest<K>, column: Sql): PageWindow {
  const after = page.after === null ? sql`TRUE` : sql`${column} > ${page.after}`;
  const before = page.before === null ? sql`TRUE` : sql`${column} < ${page.before}`;
  return {
    within: sql`${after} AND ${before}`,
    order: page.backward ? sql`ORDER BY ${column} DESC` : sql`ORDER BY ${column} ASC`,
    limit: sql`LIMIT ${page.limit + 1}`,
  };
}
