import { Prisma } from '#prisma/shared/client/client.ts';
import type { Key, PageRequest } from '#subgraphs/kit/connection.ts';

/** A page as SQL. */
export interface PageWindow {
  /** A condition: the row lies between the page's cursors. */
  readonly within: Prisma.Sql;
  /** In the page's direction. */
  readonly order: Prisma.Sql;
  /** One more than the page holds, which tells whether there is more. */
  readonly limit: Prisma.Sql;
}

/** The SQL of a page of a list that is ordered by a column. */
export function pageWindow<K extends Key>(page: PageRequest<K>, column: Prisma.Sql): PageWindow {
  const after = page.after === null ? Prisma.sql`TRUE` : Prisma.sql`${column} > ${page.after}`;
  const before = page.before === null ? Prisma.sql`TRUE` : Prisma.sql`${column} < ${page.before}`;
  return {
    within: Prisma.sql`${after} AND ${before}`,
    order: page.backward ? Prisma.sql`ORDER BY ${column} DESC` : Prisma.sql`ORDER BY ${column} ASC`,
    limit: Prisma.sql`LIMIT ${page.limit + 1}`,
  };
}
