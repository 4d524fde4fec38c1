import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../testkit/acme-scenario.ts';
import {
  all,
  FOREIGN,
  startTestCompany,
  type Headers,
  type Json,
  type TestCompany,
} from '../testkit/test-company.ts';

const DOCUMENT = 'id name title mediaType size sha256 addedBy { ... on Person { id } } source { id }';
const ERRORS = 'userErrors { code path }';
const RUNBOOKS = testId('kno', 'RVNBKS');

let acme: TestCompany;
let admin: Headers;
beforeAll(async () => {
  acme = await startTestCompany();
  admin = await all(acme.passport(), acme.bearer());
});
afterAll(() => acme.stop());

async function change(field: string, selection: string, input: Json, headers = admin): Promise<Json> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}Input!`;
  const query = `mutation ($input: ${type}) { it: ${field}(input: $input) { ${selection} ${ERRORS} } }`;
  const { data, errors } = await acme.ask(headers, query, { input });
  expect(errors).toBeUndefined();
  return data?.['it'] as Json;
}
async function read(query: string, variables: Json = {}): Promise<Json> {
  const { data, errors } = await acme.ask(admin, query, variables);
  expect(errors).toBeUndefined();
  return data?.['workspace'] as Json;
}
const newSource = async (title: string) =>
  ((await change('createKnowledgeSource', 'source { id }', { title }))['source'] as { id: string }).id;
const add = (input: Json) =>
  change('addDocument', `added document { ${DOCUMENT} }`, { mediaType: 'MARKDOWN', ...input });
const refused = (code: string, field?: string) => ({
  userErrors: [{ code, path: field === undefined ? null : ['input', field] }],
});

describe('sources', () => {
  it('are made, renamed and deleted', async () => {
    const made = await change(
      'createKnowledgeSource',
      'source { id title description documentCount agents { id } }',
      {
        title: 'handbook',
        description: 'How we work.',
      },
    );
    expect(made).toMatchObject({
      source: { title: 'handbook', description: 'How we work.', documentCount: 0, agents: [] },
      userErrors: [],
    });
    const sourceId = (made['source'] as { id: string }).id;
    expect(sourceId).toMatch(/^kno_acme_/);
    expect(
      await change('updateKnowledgeSource', 'source { title description }', {
        sourceId,
        title: 'the handbook',
      }),
    ).toMatchObject({ source: { title: 'the handbook', description: 'How we work.' } });
    expect(
      await change('updateKnowledgeSource', 'source { title description }', { sourceId, description: null }),
    ).toMatchObject({ source: { title: 'the handbook', description: null } });
    expect(await change('deleteKnowledgeSource', 'sourceId', { sourceId })).toEqual({
      sourceId,
      userErrors: [],
    });
    expect(await change('deleteKnowledgeSource', 'sourceId', { sourceId })).toMatchObject(
      refused('NOT_FOUND', 'sourceId'),
    );
  });

  it('have titles of their own', async () => {
    const sourceId = await newSource('taken');
    const again = { title: 'taken' };
    expect(await change('createKnowledgeSource', 'source { id }', again)).toMatchObject(
      refused('CONFLICT', 'title'),
    );
    const input = { sourceId: RUNBOOKS, title: 'taken' };
    expect(await change('updateKnowledgeSource', 'source { id }', input)).toMatchObject(
      refused('CONFLICT', 'title'),
    );
    expect(await change('updateKnowledgeSource', 'source { id }', { sourceId, ...again })).toMatchObject({
      userErrors: [],
    });
    const both = await Promise.all(
      [1, 2].map(() => change('createKnowledgeSource', 'source { id }', { title: 'twins' })),
    );
    expect(both.filter(({ source }) => source !== null)).toHaveLength(1);
  });

  it('are deleted with their documents only when that is said', async () => {
    const sourceId = await newSource('full');
    const { document } = await add({ sourceId, title: 'T', body: 'text' });
    expect(await change('deleteKnowledgeSource', 'sourceId', { sourceId })).toMatchObject(
      refused('CONFLICT', 'withDocuments'),
    );
    expect(
      await change('deleteKnowledgeSource', 'sourceId', { sourceId, withDocuments: true }),
    ).toMatchObject({ sourceId });
    const { id } = document as { id: string };
    expect(await read('query ($id: ID!) { workspace { document(id: $id) { id } } }', { id })).toEqual({
      document: null,
    });
  });

  it('name the agents that draw on them', async () => {
    const { knowledge } = await read('{ workspace { knowledge { id agents { name } } } }');
    const runbooks = (knowledge as { id: string; agents: { name: string }[] }[]).find(
      ({ id }) => id === RUNBOOKS,
    );
    expect(runbooks?.agents.map(({ name }) => name)).toEqual(
      ['AAWAY', 'AEXPRED', 'AHDDN', 'AREVKED', 'ASHARED'].map((name) => `${name} agent`),
    );
  });
});

describe('documents', () => {
  it('are added with what they measure', async () => {
    const sourceId = await newSource('measures');
    const body = '# Über uns\n\nGrüße.\n';
    const { document, added } = await add({ sourceId, title: 'About', body });
    expect(added).toBe(true);
    expect(document).toEqual({
      ...{ id: expect.stringMatching(/^doc_acme_/), name: 'About', title: 'About', mediaType: 'MARKDOWN' },
      size: Buffer.byteLength(body),
      sha256: createHash('sha256').update(body).digest('hex'),
      addedBy: { id: testId('psn', 'SHARED') },
      source: { id: sourceId },
    });
    const { id } = document as { id: string };
    const found = await read(
      'query ($id: ID!) { workspace { document(id: $id) { body createdAt updatedAt } } }',
      { id },
    );
    expect(found).toMatchObject({ document: { body } });
  });

  it('are added once under a name, also by two at the same time', async () => {
    const sourceId = await newSource('once');
    const input = { sourceId, title: 'T', body: 'text', name: 'a.md' };
    const both = await Promise.all([add(input), add({ ...input, title: 'Another title' })]);
    const ids = both.map(({ document }) => (document as { id: string }).id);
    expect(new Set(ids).size).toBe(1);
    expect(both.map(({ added }) => added).sort()).toEqual([false, true]);
    expect(await add({ ...input, body: 'other' })).toMatchObject({
      document: null,
      added: null,
      ...refused('CONFLICT', 'name'),
    });
    expect(await add({ ...input, name: 'b.md' })).toMatchObject({ added: true });
  });

  it('are changed in part, and what is searched with them', async () => {
    const sourceId = await newSource('changes');
    const { document } = await add({ sourceId, title: 'Walrus', body: 'An aardvark.' });
    const { id: documentId } = document as { id: string };
    const finds = async (query: string) => (await search(query, { sourceIds: [sourceId] })).length;
    expect([await finds('walrus'), await finds('aardvark'), await finds('beaver')]).toEqual([1, 1, 0]);
    const update = (input: Json) =>
      change('updateDocument', `document { ${DOCUMENT} body }`, { documentId, ...input });
    expect(await update({ title: 'Otter' })).toMatchObject({
      document: { title: 'Otter', body: 'An aardvark.' },
    });
    expect([await finds('walrus'), await finds('otter')]).toEqual([0, 1]);
    expect(await update({ body: 'A beaver.', mediaType: 'PLAIN_TEXT' })).toMatchObject({
      document: { title: 'Otter', body: 'A beaver.', size: 9, mediaType: 'PLAIN_TEXT' },
    });
    expect([await finds('aardvark'), await finds('beaver')]).toEqual([0, 1]);
    expect(await update({ name: 'otter.txt' })).toMatchObject({
      document: { name: 'otter.txt', sha256: expect.any(String) },
    });
    await add({ sourceId, title: 'x', name: 'taken', body: 'x' });
    expect(await update({ name: 'taken' })).toMatchObject(refused('CONFLICT', 'name'));
    expect(await change('deleteDocument', 'documentId', { documentId })).toMatchObject({ documentId });
    expect(await finds('beaver')).toBe(0);
    expect(await update({ title: 'gone' })).toMatchObject(refused('NOT_FOUND', 'documentId'));
  });

  it('are turned page by page, and found by name', async () => {
    const query = `query ($first: Int, $after: String, $name: String) { workspace { knowledge { id
      documents(first: $first, after: $after, name: $name) { nodes { name } pageInfo { hasNextPage endCursor } } } } }`;
    const page = async (variables: Json) => {
      const { knowledge } = await read(query, variables);
      return (
        knowledge as {
          id: string;
          documents: { nodes: { name: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        }[]
      ).find(({ id }) => id === RUNBOOKS)?.documents;
    };
    const first = await page({ first: 2 });
    expect(first?.nodes).toEqual([{ name: 'secret-d1.md' }, { name: 'secret-d2.md' }]);
    expect(first?.pageInfo.hasNextPage).toBe(true);
    expect((await page({ after: first?.pageInfo.endCursor }))?.nodes).toEqual([{ name: 'secret-d3.md' }]);
    expect((await page({ name: 'secret-d2.md' }))?.nodes).toEqual([{ name: 'secret-d2.md' }]);
    expect((await page({ name: 'nothing' }))?.nodes).toEqual([]);
  });

  it('give up to 8 MiB of texts in one request', async () => {
    const sourceId = await newSource('large');
    const large = 'word '.repeat(1_048_576).slice(0, 5_242_880);
    const ids: string[] = [];
    for (const title of ['one', 'two']) {
      const { document } = await add({ sourceId, title, body: large });
      ids.push((document as { id: string }).id);
    }
    const texts =
      'query ($a: ID!, $b: ID!) { workspace { a: document(id: $a) { body } again: document(id: $a) { body } b: document(id: $b) { id body } } }';
    const { data, errors } = await acme.ask(admin, texts, { a: ids[0], b: ids[1] });
    const { a, again, b } = data?.['workspace'] as Record<string, { body: string | null }>;
    expect([a?.body?.length, again?.body?.length, b?.body]).toEqual([large.length, large.length, null]);
    expect(errors).toMatchObject([
      { path: ['workspace', 'b', 'body'], extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(await add({ sourceId, title: 'more', body: `${large}x` })).toMatchObject(
      refused('INVALID_INPUT', 'body'),
    );
  }, 60_000);

  it.each(['\0', 'a\u0002', '\ud800'])('with %j in them are refused', async (body) => {
    expect(await add({ sourceId: RUNBOOKS, title: 'T', body })).toMatchObject(
      refused('INVALID_INPUT', 'body'),
    );
    expect(await add({ sourceId: RUNBOOKS, title: body, body: 'x' })).toMatchObject(
      refused('INVALID_INPUT', 'title'),
    );
  });
});

interface Hit {
  document: { id: string; title: string };
  headings: string[];
  passage: string;
  snippet: { text: string; match: boolean }[];
  rank: number;
}

const SEARCH = `query ($query: String!, $sourceIds: [ID!], $agentId: ID, $first: Int, $after: String) { workspace { searchKnowledge(
  query: $query, sourceIds: $sourceIds, agentId: $agentId, first: $first, after: $after) { pageInfo { hasNextPage endCursor }
  nodes { document { id title } headings passage snippet { text match } rank } } } }`;

async function search(query: string, more: Json = {}, headers = admin): Promise<Hit[]> {
  const { data, errors } = await acme.ask(headers, SEARCH, { query, ...more });
  expect(errors).toBeUndefined();
  const workspace = data?.['workspace'] as { searchKnowledge: { nodes: Hit[] } } | null;
  return workspace?.searchKnowledge.nodes ?? [];
}
const titles = (hits: readonly Hit[]) => hits.map(({ document }) => document.title);

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
    expect(titles(hits)).toEqual(['Penguins', 'Feeding times', 'Tickets']);
    expect(hits[0]?.rank).toBeGreaterThan(hits[1]?.rank ?? 1);
    expect(hits[1]?.rank).toBeGreaterThan(hits[2]?.rank ?? 1);
    expect(titles(await search('feeding penguins', { sourceIds: [sourceId] }))).toEqual(['Feeding times']);
    expect(titles(await search('penguin -krill -fed', { sourceIds: [sourceId] }))).toContain('Tickets');
    expect(titles(await search('"free gets"', { sourceIds: [sourceId] }))).toEqual([]);
    expect(titles(await search('krill or seals', { sourceIds: [sourceId] })).sort()).toEqual([
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
    expect(titles(await search('roll', { sourceIds: [RUNBOOKS] }))).toHaveLength(3);
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
      const { data } = await acme.ask(admin, SEARCH, { query: 'ibex', first: 4, after, sourceIds: [many] });
      const page: { nodes: Hit[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } = (
        data?.['workspace'] as { searchKnowledge: never }
      ).searchKnowledge;
      walked.push(...titles(page.nodes));
      ({ hasNextPage: more, endCursor: after } = page.pageInfo);
    }
    expect(walked).toEqual(titles(await search('ibex', { sourceIds: [many], first: 100 })));
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
      const { errors } = await acme.ask(admin, SEARCH, variables);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });
});

describe('callers', () => {
  const agent = { sub: 'agent-ashared', kind: 'agent' };
  const asAgent = () => all(acme.passport({ caller: agent }), acme.bearer(agent));

  it('that are agents use what is attached to them, and change nothing', async () => {
    const headers = await asAgent();
    expect(titles(await search('roll', { first: 50 }, headers)).sort()).toEqual(
      ['D1', 'D2', 'D3', 'D4'].map((name) => `SECRET document ${name}`),
    );
    expect(await search('penguin', {}, headers)).toEqual([]);
    const { data } = await acme.ask(headers, '{ workspace { knowledge { title } } }');
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
    ['of another company', () => all(acme.passport(FOREIGN), acme.attested())],
    ['without a token of the company', () => acme.passport()],
  ])('%s find every door shut', async (_case, headers) => {
    const D1 = testId('doc', 'D1');
    const { data, text } = await acme.ask(await headers(), SEARCH, { query: 'roll' });
    expect(data).toEqual({ workspace: null });
    expect(text).not.toContain('SECRET');
    const writes = await acme.ask(
      await headers(),
      `mutation { addDocument(input: { sourceId: "${RUNBOOKS}", title: "T", body: "x", mediaType: MARKDOWN }) { added }
        deleteDocument(input: { documentId: "${D1}" }) { documentId } createKnowledgeSource(input: { title: "x" }) { source { id } } }`,
    );
    expect(writes).toMatchObject({
      data: { addDocument: null, deleteDocument: null, createKnowledgeSource: null },
      errors: undefined,
    });
    const { entities } = await acme.askEntities(await headers(), 'Document');
    expect([...new Set(entities.values())]).toEqual([null]);
    expect(await read('query ($id: ID!) { workspace { document(id: $id) { id } } }', { id: D1 })).toEqual({
      document: { id: D1 },
    });
  });
});
