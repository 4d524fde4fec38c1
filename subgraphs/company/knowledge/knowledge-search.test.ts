import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../testkit/acme-scenario.ts';
import { all, FOREIGN, type Json } from '../testkit/test-company.ts';
import {
  openKnowledgeDesk,
  refused,
  RUNBOOKS,
  SEARCH,
  titlesOf,
  type Hit,
  type KnowledgeDesk,
} from '../testkit/knowledge-desk.ts';

let desk: KnowledgeDesk;
beforeAll(async () => void (desk = await openKnowledgeDesk()));
afterAll(() => desk.acme.stop());

const change: KnowledgeDesk['change'] = (...given) => desk.change(...given);
const read: KnowledgeDesk['read'] = (...given) => desk.read(...given);
const add: KnowledgeDesk['add'] = (input) => desk.add(input);
const newSource: KnowledgeDesk['newSource'] = (title) => desk.newSource(title);
const search: KnowledgeDesk['search'] = (...given) => desk.search(...given);

describe('a search', () => {
  let sourceId: string;
  beforeAll(async () => {
    sourceId = await newSource('zoo');
    const filler = 'Nothing of interest is in here. '.repeat(30);
    await add({
      sourceId,
      title: 'Penguins',
      body: `# Birds\n\n${filler}\n\n## Food\n\nThey eat krill & <b>fish</b>.\n\n${filler}`,
    });
    await add({
      sourceId,
      title: 'Feeding times',
      body: `Seals at nine.\n\n${filler}\n\n${filler}\n\nA penguin is fed at ten, penguins at eleven.`,
    });
    await add({ sourceId, title: 'Tickets', body: 'No penguin gets in free.' });
  });

  it('finds each document once, titles first, and forms of a word', async () => {
    const hits = await search('penguin', { sourceIds: [sourceId] });
    expect(titlesOf(hits)).toEqual(['Penguins', 'Feeding times', 'Tickets']);
    expect(hits[0]?.rank).toBeGreaterThan(hits[1]?.rank ?? 1);
    expect(hits[1]?.rank).toBeGreaterThan(hits[2]?.rank ?? 1);
    expect(titlesOf(await search('feeding penguins', { sourceIds: [sourceId] }))).toEqual(['Feeding times']);
    expect(titlesOf(await search('penguin -krill -fed', { sourceIds: [sourceId] }))).toContain('Tickets');
    expect(titlesOf(await search('"free gets"', { sourceIds: [sourceId] }))).toEqual([]);
    expect(titlesOf(await search('krill or seals', { sourceIds: [sourceId] })).sort()).toEqual([
      'Feeding times',
      'Penguins',
    ]);
  });

  it('shows the passage and where in it, as plain text in parts', async () => {
    const [krill] = await search('krill', { sourceIds: [sourceId] });
    expect(krill?.headings).toEqual(['Birds', 'Food']);
    expect(krill?.passage).toContain('They eat krill & <b>fish</b>.');
    expect(krill?.snippet.filter(({ match }) => match)).toEqual([{ text: 'krill', match: true }]);
    const [fed] = await search('penguin', { sourceIds: [sourceId], first: 2 }).then((hits) => hits.slice(1));
    expect(fed?.passage).not.toContain('Seals');
    expect(fed?.snippet.filter(({ match }) => match).map(({ text }) => text)).toEqual([
      'penguin',
      'penguins',
    ]);
    expect(fed?.passage).toContain(
      fed?.snippet
        .map(({ text }) => text)
        .join('')
        .trim(),
    );
  });

  it('is narrowed to sources and to what an agent uses', async () => {
    const agentId = testId('agt', 'ASHARED');
    expect(titlesOf(await search('roll', { sourceIds: [RUNBOOKS] }))).toHaveLength(3);
    expect(await search('roll', { agentId })).toHaveLength(4);
    expect(await search('roll', { agentId, sourceIds: [testId('kno', 'ACCTS')] })).toHaveLength(1);
    expect(await search('penguin', { agentId })).toEqual([]);
    expect(await search('roll', { sourceIds: [] })).toEqual([]);
    expect(await search('roll', { sourceIds: ["' OR 1=1 --", testId('kno', 'RVNBKS', 'harbor')] })).toEqual(
      [],
    );
    expect(await search('roll', { agentId: testId('agt', 'ABSENT') })).toEqual([]);
    expect(await search('roll', { agentId: 'x' })).toEqual([]);
  });

  it('is walked page by page without gaps or repetitions', async () => {
    const many = await newSource('many');
    for (let index = 0; index < 11; index += 1)
      await add({ sourceId: many, title: `Ibex ${index}`, body: 'ibex '.repeat(1 + (index % 3)) });
    const walked: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { data } = await desk.acme.ask(desk.admin, SEARCH, {
        query: 'ibex',
        first: 4,
        after,
        sourceIds: [many],
      });
      const page: { nodes: Hit[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } = (
        data?.['workspace'] as { searchKnowledge: never }
      ).searchKnowledge;
      walked.push(...titlesOf(page.nodes));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(walked).toEqual(titlesOf(await search('ibex', { sourceIds: [many], first: 100 })));
    expect(new Set(walked).size).toBe(11);
  });

  it.each([
    '',
    ' ',
    '\0',
    "'",
    "' OR 1=1 --",
    "'; DROP TABLE passages; --",
    '((((',
    '!!!',
    '& | !',
    'a & ',
    '\\',
    '<->',
    '"unclosed',
    ':*',
    'roll:*',
    '\ud800',
    '%_%',
    '-'.repeat(500),
    '"a" or '.repeat(70),
    '$1',
    'the',
    '\u0002',
  ])('for %j does no harm', async (query) => {
    for (const { rank } of await search(query)) expect(rank).toBeLessThan(1);
  });

  it('refuses a long query, too many sources and strange cursors', async () => {
    const wrong = [
      { query: 'a'.repeat(501) },
      { query: 'a', after: 'x' },
      { query: 'a', first: 101 },
      { query: 'a', sourceIds: Array<string>(101).fill(RUNBOOKS) },
    ];
    for (const variables of wrong) {
      const { errors } = await desk.acme.ask(desk.admin, SEARCH, variables);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });
});

describe('callers', () => {
  const agent = { sub: 'agent-ashared', kind: 'agent' };
  const asAgent = () => all(desk.acme.passport({ caller: agent }), desk.acme.bearer(agent));

  it('that are agents use what is attached to them, and change nothing', async () => {
    const headers = await asAgent();
    expect(titlesOf(await search('roll', { first: 50 }, headers)).sort()).toEqual(
      ['D1', 'D2', 'D3', 'D4'].map((name) => `SECRET document ${name}`),
    );
    expect(await search('penguin', {}, headers)).toEqual([]);
    const [hidden] = await search('penguin');
    const { data: reached } = await desk.acme.ask(
      headers,
      `query ($id: ID!) { workspace { document(id: $id) { id } knowledge { id } }
        _entities(representations: [{ __typename: "Document", id: $id }]) { ... on Document { id } } }`,
      { id: hidden?.document.id },
    );
    expect(reached).toMatchObject({ workspace: { document: null }, _entities: [null] });
    const { data } = await desk.acme.ask(headers, '{ workspace { knowledge { title } } }');
    expect(data).toEqual({
      workspace: { knowledge: [{ title: 'SECRET accounts' }, { title: 'SECRET runbooks' }] },
    });
    const writes: [string, string, Json][] = [
      ['createKnowledgeSource', 'source { id }', { title: 'by an agent' }],
      ['updateKnowledgeSource', 'source { id }', { sourceId: RUNBOOKS, title: 'by an agent' }],
      ['deleteKnowledgeSource', 'sourceId', { sourceId: RUNBOOKS, withDocuments: true }],
      [
        'addDocument',
        'document { id }',
        { sourceId: RUNBOOKS, title: 'T', body: 'x', mediaType: 'PLAIN_TEXT' },
      ],
      ['updateDocument', 'document { id }', { documentId: testId('doc', 'D1'), title: 'by an agent' }],
      ['deleteDocument', 'documentId', { documentId: testId('doc', 'D1') }],
    ];
    for (const [field, selection, input] of writes)
      expect(await change(field, selection, input, headers)).toMatchObject(refused('NOT_PERMITTED'));
  });

  it.each([
    ['of another company', () => all(desk.acme.passport(FOREIGN), desk.acme.attested())],
    ['without a token of the company', () => desk.acme.passport()],
  ])('%s find every door shut', async (_case, headers) => {
    const D1 = testId('doc', 'D1');
    const { data, text } = await desk.acme.ask(await headers(), SEARCH, { query: 'roll' });
    expect(data).toEqual({ workspace: null });
    expect(text).not.toContain('SECRET');
    const writes = await desk.acme.ask(
      await headers(),
      `mutation { addDocument(input: { sourceId: "${RUNBOOKS}", title: "T", body: "x", mediaType: MARKDOWN }) { added }
        deleteDocument(input: { documentId: "${D1}" }) { documentId } createKnowledgeSource(input: { title: "x" }) { source { id } } }`,
    );
    expect(writes).toMatchObject({
      data: { addDocument: null, deleteDocument: null, createKnowledgeSource: null },
      errors: undefined,
    });
    const { entities } = await desk.acme.askEntities(await headers(), 'Document');
    expect([...new Set(entities.values())]).toEqual([null]);
    expect(await read('query ($id: ID!) { workspace { document(id: $id) { id } } }', { id: D1 })).toEqual({
      document: { id: D1 },
    });
  });
});
