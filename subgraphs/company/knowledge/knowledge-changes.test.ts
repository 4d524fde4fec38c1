import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testId } from '../testkit/acme-scenario.ts';
import type { Json } from '../testkit/test-company.ts';
import {
  DOCUMENT,
  openKnowledgeDesk,
  refused,
  RUNBOOKS,
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
    const { data, errors } = await desk.acme.ask(desk.admin, texts, { a: ids[0], b: ids[1] });
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
