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
