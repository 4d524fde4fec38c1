import { describe, expect, it } from '@jest/globals';
import { documentShape } from './document-shape.ts';

describe('the shape of a document', () => {
  it('holds the schema’s names and none of its writer’s', () => {
    const query = `# secret
      query Secret($secret: ID = "secret", $list: [Secret!]) {
        secret: thread(id: $secret, filter: { name: "secret", n: 4711 }) @include(if: $secret) {
          ...Secret
          ... on Thread { title }
        }
      }
      fragment Secret on Thread { messages(first: 4711) { nodes { body } } }`;
    expect(documentShape(query)).toBe(
      '{ thread(id: _, filter: _) @include(if: _) { ..._ ... on Thread { title } } } ' +
        'fragment _ on Thread { messages(first: _) { nodes { body } } }',
    );
  });

  it.each(['', '{', 'not GraphQL', `{ ${'a '.repeat(20_000)} }`])('is nothing of %.20j', (query) => {
    expect(documentShape(query)).toBeNull();
  });

  it('is short', () => {
    expect(documentShape(`{ ${'abcdefgh '.repeat(1000)} }`)).toHaveLength(2001);
  });
});
