import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { idKey, pageRequest, sequenceKey, toConnection, type PageArguments } from './connection.ts';

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => ({ n: index + 1 }));

/** A page of rows 1 to `count`, read as a store reads it. */
function pageOf(count: number, args: PageArguments) {
  const page = pageRequest(args, sequenceKey);
  const { after, before, backward, limit } = page;
  const range = rowsOf(count).filter(({ n }) => n > (after ?? 0) && n < (before ?? Infinity));
  const rows = (backward ? range.reverse() : range).slice(0, limit + 1);
  return toConnection(rows, page, sequenceKey, ({ n }) => n);
}

const numbers = (page: ReturnType<typeof pageOf>) => page.nodes.map(({ n }) => n);

describe('a page', () => {
  it('holds twenty rows unless asked for another number', () => {
    expect(pageOf(50, {}).nodes).toHaveLength(20);
    expect(pageOf(500, { first: 100 }).nodes).toHaveLength(100);
  });

  it('is in the list’s order from either end', () => {
    expect(numbers(pageOf(5, { first: 2 }))).toEqual([1, 2]);
    expect(numbers(pageOf(5, { last: 2 }))).toEqual([4, 5]);
  });

  it.each([
    ['from the start', {}, 3, false, true],
    ['from the start, all of it', { first: 5 }, 5, false, false],
    ['from the end', { last: 3 }, 3, true, false],
    ['from the end, all of it', { last: 5 }, 5, false, false],
  ])('says whether there is more: %s', (_, args, size, hasPreviousPage, hasNextPage) => {
    const page = pageOf(5, { ...('last' in args ? {} : { first: 3 }), ...args });
    expect(page.nodes).toHaveLength(size);
    expect(page.pageInfo).toMatchObject({ hasPreviousPage, hasNextPage });
  });

  it('has the cursors of its ends, or none when it is empty', () => {
    const page = pageOf(5, { first: 3 });
    expect([page.pageInfo.startCursor, page.pageInfo.endCursor]).toEqual([
      page.edges[0]?.cursor,
      page.edges[2]?.cursor,
    ]);
    expect(pageOf(0, {}).pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  it('leads on to the next one, in both directions, without a gap or a row twice', () => {
    const sizes = fc.record({ count: fc.nat({ max: 60 }), size: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(sizes, ({ count, size }) => {
        const all = rowsOf(count).map(({ n }) => n);
        const forward: number[] = [];
        let page = pageOf(count, { first: size });
        forward.push(...numbers(page));
        while (page.pageInfo.hasNextPage) {
          page = pageOf(count, { first: size, after: page.pageInfo.endCursor });
          forward.push(...numbers(page));
        }
        expect(forward).toEqual(all);
        let back = pageOf(count, { last: size });
        const backward = numbers(back);
        while (back.pageInfo.hasPreviousPage) {
          back = pageOf(count, { last: size, before: back.pageInfo.startCursor });
          backward.unshift(...numbers(back));
        }
        expect(backward).toEqual(all);
      }),
      { numRuns: 50 },
    );
  });

  it('lies between two cursors', () => {
    const cursors = pageOf(9, {}).edges.map(({ cursor }) => cursor);
    const between = { after: cursors[1] ?? '', before: cursors[6] ?? '' };
    expect(numbers(pageOf(9, between))).toEqual([3, 4, 5, 6]);
    expect(numbers(pageOf(9, { ...between, last: 2 }))).toEqual([5, 6]);
  });
});

const badInput = expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) });
const failureOf = (args: PageArguments) => {
  try {
    pageRequest(args, sequenceKey);
    return null;
  } catch (error) {
    return error;
  }
};

describe('paging arguments', () => {
  it.each([{ first: 0 }, { first: -1 }, { first: 101 }, { last: 0 }, { last: 101 }, { first: 1, last: 1 }])(
    'are refused: %p',
    (args) => expect(failureOf(args)).toEqual(badInput),
  );

  it('may be null', () => {
    expect(pageRequest({ first: null, last: null, after: null, before: null }, sequenceKey)).toEqual({
      limit: 20,
      backward: false,
      after: null,
      before: null,
    });
  });
});

describe('cursors', () => {
  const single = { limit: 1, backward: false, after: null, before: null };
  const ofSequence = (n: number) => toConnection([n], single, sequenceKey, (key) => key).pageInfo.endCursor;
  const ofId = (id: string) => toConnection([id], single, idKey, (key) => key).pageInfo.endCursor;

  it('carry a sequence there and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (n) => {
        expect(pageRequest({ after: ofSequence(n) }, sequenceKey).after).toBe(n);
      }),
    );
  });

  it('carry an id there and back', () => {
    for (const id of ['tem_01JQZX5T8E7W3N6K9M2P4R5S6T', 'agt_acme-inc_01JQZX5T8E7W3N6K9M2P4R5S6T']) {
      expect(pageRequest({ before: ofId(id) }, idKey).before).toBe(id);
    }
  });

  it('of one list are none of another', () => {
    expect(failureOf({ after: ofId('tem_01JQZX5T8E7W3N6K9M2P4R5S6T') })).toEqual(badInput);
    expect(() => pageRequest({ after: ofSequence(7) }, idKey)).toThrow(GraphQLError);
  });

  it.each(
    [
      'seq:-1',
      'seq:1.5',
      'seq:1e3',
      'seq: 1',
      'seq:',
      'seq:2147483648',
      'seq:1 OR 1=1',
      'id:7',
      'SEQ:7',
      '',
    ].map((text) => [text, Buffer.from(text).toString('base64url')]),
  )('that say %p are refused', (_, cursor) => expect(failureOf({ after: cursor })).toEqual(badInput));

  it('that are garbage are refused as bad input, and throw nothing else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), fc.string()), (cursor) => {
        const failure = failureOf({ before: cursor });
        if (failure !== null) expect(failure).toEqual(badInput);
      }),
    );
    expect(failureOf({ after: 'x'.repeat(100_000) })).toEqual(badInput);
  });
});
