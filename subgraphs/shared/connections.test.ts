import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addTeams } from './testing/many-teams.ts';
import { ask, openTestShared, type TestShared } from './testing/test-shared.ts';

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly id: string } }[];
  readonly nodes: readonly { readonly id: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}
type Arguments = Readonly<Record<string, number | string | null>>;
type List = 'teams' | 'threads' | 'messages';

const PAGE = `(first: $first, after: $after, last: $last, before: $before) {
  edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`;
const PAGE_VARIABLES = '$first: Int, $after: String, $last: Int, $before: String';
const QUERIES: Record<List, string> = {
  teams: `query (${PAGE_VARIABLES}) { page: teams${PAGE} }`,
  threads: `query (${PAGE_VARIABLES}, $id: ID) { parent: team(id: $id) { page: threads${PAGE} } }`,
  messages: `query (${PAGE_VARIABLES}, $id: ID!) { parent: thread(id: $id) { page: messages${PAGE} } }`,
};
const LISTS: List[] = ['teams', 'threads', 'messages'];

let shared: TestShared;
let parents: Record<List, string>;
beforeAll(async () => {
  shared = await openTestShared();
  await addTeams(shared.database, ['outsider', 'nimbus'], { teams: 6, threads: 0, messages: 0 });
  await addTeams(shared.database, ['outsider', 'harbor'], { teams: 1, threads: 7, messages: 7 });
  const thread = await shared.rows.thread.findFirstOrThrow({ where: { slug: 'thread-0' } });
  parents = { teams: '', threads: thread.teamId, messages: thread.id };
});
afterAll(() => shared.close());

function askPage(list: List, args: Arguments) {
  return ask(shared.database, 'outsider', QUERIES[list], { id: parents[list], ...args });
}

async function pageOf(list: List, args: Arguments): Promise<Page> {
  const { data, errors } = await askPage(list, args);
  expect(errors).toBeUndefined();
  const { page, parent } = data as { page?: Page; parent?: { page: Page } };
  const found = page ?? parent?.page;
  if (!found) throw new Error('There is no page in the answer.');
  return found;
}

const idsOf = (page: Page) => page.nodes.map(({ id }) => id);

describe.each(LISTS)('the connection of %s', (list) => {
  it('is walked forwards', async () => {
    const all = idsOf(await pageOf(list, {}));
    expect(all).toHaveLength(7);
    const walked: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const page: Page = await pageOf(list, { first: 3, after });
      expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
      expect(page.edges.map(({ node }) => node.id)).toEqual(idsOf(page));
      walked.push(...idsOf(page));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(walked).toEqual(all);
  });

  it('is walked backwards', async () => {
    const all = idsOf(await pageOf(list, {}));
    const walked: string[] = [];
    let before: string | null = null;
    for (let more = true; more;) {
      const page: Page = await pageOf(list, { last: 3, before });
      expect(page.pageInfo.hasNextPage).toBe(before !== null);
      walked.unshift(...idsOf(page));
      ({ hasPreviousPage: more, startCursor: before } = page.pageInfo);
    }
    expect(walked).toEqual(all);
  });

  it('is cut between two cursors', async () => {
    const { edges } = await pageOf(list, {});
    const page = await pageOf(list, { after: edges[1]?.cursor ?? '', before: edges[5]?.cursor ?? '' });
    expect(idsOf(page)).toEqual(edges.slice(2, 5).map(({ node }) => node.id));
  });

  it('ends in an empty page', async () => {
    const { pageInfo } = await pageOf(list, {});
    const page = await pageOf(list, { after: pageInfo.endCursor });
    expect(page.nodes).toEqual([]);
    expect(page.pageInfo).toMatchObject({ hasNextPage: false, startCursor: null, endCursor: null });
  });

  it.each<Arguments>([
    { first: 0 },
    { first: -1 },
    { first: 101 },
    { last: 101 },
    { first: 1, last: 1 },
    { after: '' },
    { after: 'nonsense' },
    { before: Buffer.from('seq:-1').toString('base64url') },
    { before: Buffer.from("id:' OR 1=1 --").toString('base64url') },
    { after: Buffer.from('id:\0').toString('base64url') },
    { after: Buffer.from('seq:99999999999').toString('base64url') },
  ])('refuses %j', async (args) => {
    const { errors } = await askPage(list, args);
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
  });
});
