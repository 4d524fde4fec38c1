import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCountedDatabase } from './testing/counted-database.ts';
import { addTeams } from './testing/many-teams.ts';
import { ask, openTestShared, type TestShared } from './testing/test-shared.ts';

const EVERYTHING = `query ($n: Int!) {
  me { company { name } }
  teams(first: $n) { nodes { slug
    companies { joinedAt company { name } }
    participants { displayName company { name } }
    events(first: $n) { nodes { sequence actor { displayName } company { name } } }
    threads(first: $n) { nodes { slug
      team { name }
      participants { displayName }
      messages(first: $n) { nodes { sequence author { displayName company { name } } thread { team { name } } } } } } } } }`;

let shared: TestShared;
beforeAll(async () => {
  shared = await openTestShared();
  await addTeams(shared.database, ['outsider', 'nimbus'], { teams: 50, threads: 2, messages: 3 });
  await addTeams(shared.database, ['acme', 'nimbus'], { teams: 1, threads: 50, messages: 50 });
  await addTeams(shared.database, ['harbor', 'nimbus'], { teams: 1, threads: 100, messages: 3 });
});
afterAll(() => shared.close());

async function statementsOf(company: string, n: number): Promise<number> {
  const counted = openCountedDatabase(shared.urls.runtimeUrl);
  const answer = await ask(counted.database, company, EVERYTHING, { n });
  await counted.database.$disconnect();
  expect(answer.errors).toBeUndefined();
  return counted.statements.length;
}

describe('the number of statements', () => {
  it.each(['outsider', 'acme'])('does not grow with the lists of %s', async (company) => {
    const counts = [];
    for (const n of [1, 10, 50]) counts.push(await statementsOf(company, n));
    // READ ONLY, COMMIT, and one for each list and each kind of thing that the lists point to.
    expect(counts).toEqual([13, 13, 13]);
  });

  it('does not grow with what hangs off a hundred threads', async () => {
    const source = `query ($n: Int!) { teams(last: 1) { nodes { scopeWarnings { kind } shares(first: $n) { nodes { state } } threads(first: $n) { nodes {
      state visibility unreadCount unreadFrom lastMessage { body } participants { displayName }
      messages(first: 3) { nodes { kind hidden onBehalfOf { id } replyTo { id } mentions { displayName }
        attribution { displayName } shares { state } reactions { emoji count participants { displayName } } revisions { body editor { displayName } } } } } } } } }`;
    const counts = [];
    for (const n of [1, 10, 100]) {
      const counted = openCountedDatabase(shared.urls.runtimeUrl);
      const { data, errors } = await ask(counted.database, 'harbor', source, { n });
      expect(errors).toBeUndefined();
      const { nodes } = (data as { teams: { nodes: { threads: { nodes: unknown[] } }[] } }).teams;
      expect(nodes[0]?.threads.nodes).toHaveLength(n);
      counts.push(counted.statements.length);
      await counted.database.$disconnect();
    }
    expect(new Set(counts).size).toBe(1);
  });

  it('of checking logs does not grow with the list of teams', async () => {
    const counts = [];
    for (const n of [1, 10, 50]) {
      const counted = openCountedDatabase(shared.urls.runtimeUrl);
      const source = 'query ($n: Int!) { teams(first: $n) { nodes { verify { valid checked } } } }';
      const { data } = await ask(counted.database, 'outsider', source, { n });
      const { nodes } = (data as { teams: { nodes: { verify: object }[] } }).teams;
      // The team, two participants, two threads with three messages each.
      expect(nodes.map(({ verify }) => ({ ...verify }))).toEqual(
        nodes.map(() => ({ valid: true, checked: 11 })),
      );
      counts.push(counted.statements.length);
      await counted.database.$disconnect();
    }
    // READ ONLY, the teams, their ranges, one batch of events, COMMIT.
    expect(counts).toEqual([5, 5, 5]);
  });

  it('is one for entities of a type, however many', async () => {
    const rows = await shared.rows.message.findMany({ take: 50, orderBy: { id: 'asc' } });
    const counts = [];
    for (const n of [1, 10, 50]) {
      const counted = openCountedDatabase(shared.urls.runtimeUrl);
      const representations = rows.slice(0, n).map(({ id }) => ({ __typename: 'Message', id }));
      const source = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Message { body } } }`;
      await ask(counted.database, 'outsider', source, { r: representations });
      counts.push(counted.statements.length);
      await counted.database.$disconnect();
    }
    // READ ONLY, the rows, COMMIT; Prisma does not count its BEGIN.
    expect(counts).toEqual([3, 3, 3]);
  });
});
