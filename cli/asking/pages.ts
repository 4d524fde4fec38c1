import { z } from 'zod';

/** Where a page stands, of which the next one is wanted. */
export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

/** A page of a connection, as far as it is asked for here. */
export interface Page<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: z.infer<typeof pageInfo>;
}

/**
 * Reads a whole connection, page by page. Held in memory.
 *
 * @param read gives the page after a cursor, the first one after null; null when there is no such list
 */
export async function readPages<Node>(
  read: (after: string | null) => Promise<Page<Node> | null>,
): Promise<Node[]> {
  const nodes: Node[] = [];
  for (let page = await read(null); page;) {
    nodes.push(...page.nodes);
    const { hasNextPage, endCursor } = page.pageInfo;
    page = hasNextPage && endCursor !== null ? await read(endCursor) : null;
  }
  return nodes;
}
