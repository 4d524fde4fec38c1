import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse } from 'graphql';
import { contractSdl } from '#schema/sdl.ts';
import { entityShapes, ForeignShape, project, rootShape, type Shape } from './answer-shape.ts';
import { readContract } from './contract.ts';
import { REFUSED_UNION_ANSWERS, UNION_FIELDS } from './testing/union-answers.ts';

const contract = readContract(contractSdl());
const HARBOR = { owner: 'harbor', contract };
const ULID = '01JQZX5T8E7W3N6K9M2P4R5S6T';

function shapeOf(type: string, selections: string, checked = true): Shape {
  const document = parse(`{ _entities { ... on ${type} { ${selections} } } }`);
  return entityShapes(document, checked ? contract : undefined).get(type) ?? new Map();
}

const agent = shapeOf('Agent', '__typename id name skills status');
const fromHarbor = (value: unknown, shape = agent) => project(value, shape, HARBOR, 'Agent');

describe('an answer laid over what was asked', () => {
  it('keeps what was asked and nothing else', () => {
    const answer = {
      id: `agt_harbor_${ULID}`,
      name: 'A',
      skills: ['x'],
      status: 'ACTIVE',
      instructions: 's',
    };
    expect(fromHarbor(answer)).toEqual({
      __typename: 'Agent',
      id: answer.id,
      name: 'A',
      skills: ['x'],
      status: 'ACTIVE',
    });
  });

  it('has null for what was left out, and for nothing at all', () => {
    expect(fromHarbor({ name: null })).toEqual({
      __typename: 'Agent',
      id: null,
      name: null,
      skills: null,
      status: null,
    });
    expect(fromHarbor(null)).toBeNull();
    expect(fromHarbor(undefined)).toBeNull();
  });

  it.each([
    ['text for an object', 'x'],
    ['a list for an object', [{}]],
    ['an object for a text', { name: { toString: 'x' } }],
    ['a number for a text', { name: 7 }],
    ['a list for a text', { name: ['x'] }],
    ['a text for a list', { skills: 'x' }],
    ['a list in a list', { skills: [['x']] }],
    ['a number in a list', { skills: [7] }],
    ['an unknown enum value', { status: 'GHOST' }],
    ['a prototype’s name as enum value', { status: 'constructor' }],
    ['an id of another owner', { id: `agt_acme_${ULID}` }],
    ['an id that is no text', { id: 7 }],
  ])('refuses %s', (_, answer) => expect(() => fromHarbor(answer)).toThrow(ForeignShape));

  it('lets nobody say what type a thing is that the contract knows', () => {
    const shape = shapeOf('Participant', 'kind: __typename agent { __typename t: __typename name }');
    const lie = { kind: 'Team', agent: { __typename: 'Person', t: 'Message', name: 'A' } };
    expect(project(lie, shape, HARBOR, 'Participant')).toEqual({
      kind: 'Participant',
      agent: { __typename: 'Agent', t: 'Agent', name: 'A' },
    });
  });

  it('finds an id of another owner under an alias and in depth', () => {
    const shape = shapeOf('Participant', 'agent { x: id }');
    const theft = { agent: { x: `agt_acme_${ULID}` } };
    expect(() => project(theft, shape, HARBOR, 'Participant')).toThrow('another owner');
  });

  describe('of a union', () => {
    const shape = shapeOf('Share', `content { ${UNION_FIELDS} }`);
    const fromShare = (content: unknown) => project({ content }, shape, HARBOR, 'Share');

    it('takes the members of the contract', () => {
      const thread = { __typename: 'SharedPrivateThread', t: 'SharedPrivateThread', title: 'T' };
      const messages = [{ __typename: 'Lie', body: 'x', more: 1 }];
      expect(fromShare({ ...thread, messages })).toEqual({
        content: {
          ...{ ...thread, updatedAt: null },
          messages: [{ __typename: 'SharedPrivateMessage', body: 'x' }],
        },
      });
    });

    const alias = ['a root type under an alias', { __typename: 'SharedDocument', t: 'Query' }] as const;

    it.each([...REFUSED_UNION_ANSWERS, alias])('refuses %s', (_, content) =>
      expect(() => fromShare(content)).toThrow(ForeignShape),
    );
  });

  it('takes a prototype’s names as keys like any other', () => {
    const shape = shapeOf('Agent', '__proto__: name constructor: purpose toString: skills');
    const answer: unknown = JSON.parse('{ "__proto__": "p", "constructor": "c", "polluted": true }');
    const kept = fromHarbor(answer, shape) ?? {};
    expect(Object.entries(kept)).toEqual([
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['toString', null],
    ]);
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
    expect(fromHarbor({}, shape)).toEqual(
      JSON.parse('{"__proto__":null,"constructor":null,"toString":null}'),
    );
  });

  it('asks nothing of a company’s own values but their form', () => {
    const shape = shapeOf('AcmeCase', 'anything deep { list { x } }', false);
    const answer = { anything: { free: [1] }, deep: { list: [[{ x: 1, y: 2 }], null] }, more: 1 };
    expect(project(answer, shape, { owner: null })).toEqual({
      anything: { free: [1] },
      deep: { list: [[{ x: 1 }], null] },
    });
    expect(() => project({ deep: 7 }, shape, { owner: null })).toThrow(ForeignShape);
  });
});

describe('the shape of a fetch', () => {
  it('merges fragments and repeated fields', () => {
    const shape = rootShape(
      parse('{ a { x } a { y } ...F ... { c } } fragment F on Query { a { z { v } } b }'),
    );
    const answer = { a: { x: 1, y: 2, z: { v: 3, w: 4 }, q: 5 }, b: 6, c: 7, d: 8 };
    expect(project(answer, shape, { owner: null })).toEqual({
      a: { x: 1, y: 2, z: { v: 3 } },
      b: 6,
      c: 7,
    });
  });

  it('keeps the types of entities apart, in fragments as well', () => {
    const shapes = entityShapes(
      parse(
        '{ _entities { ... on Agent { name } ...P ... on Agent { id } } } fragment P on Person { title }',
      ),
      contract,
    );
    expect([...shapes].map(([type, shape]) => [type, [...shape.keys()]])).toEqual([
      ['Agent', ['name', 'id']],
      ['Person', ['title']],
    ]);
  });
});

describe('any answer', () => {
  const shapes = [
    agent,
    shapeOf('Participant', '__proto__: agent { id skills constructor: name } person { title }'),
    shapeOf('AcmeCase', 'a b { c { d } } constructor', false),
  ];
  const key = fc.constantFrom('id', 'name', 'skills', 'agent', 'person', 'a', 'b', 'c', '__proto__', 'x');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.anything(),
      fc.constantFrom(`agt_acme_${ULID}`, `agt_harbor_${ULID}`, 'ACTIVE'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(fc.tuple(key, tie('value')), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));

  it('gives keys that were asked for, or a ForeignShape', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(...shapes), (answer, shape) => {
        try {
          const kept = project(answer, shape, HARBOR);
          if (kept) expect(Object.keys(kept)).toEqual([...shape.keys()]);
        } catch (error) {
          expect(error).toBeInstanceOf(ForeignShape);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
