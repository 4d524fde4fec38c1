import { describe, expect, it } from '@jest/globals';
import { print } from 'graphql';
import { PlanError, type EntityPart, type PlanNode } from './plan.ts';
import { readPlan } from './read-plan.ts';

const entities = (type: string, fields: string) =>
  `query($representations:[_Any!]!,$n:Int){_entities(representations:$representations){...on ${type}{${fields}}}}`;
const requires = [
  {
    kind: 'InlineFragment',
    typeCondition: 'Media',
    selections: [
      { kind: 'Field', name: '__typename' },
      { kind: 'Field', name: 'internal', alias: 'price' },
      {
        kind: 'Field',
        name: 'size',
        selections: [
          { kind: 'InlineFragment', typeCondition: 'Box', selections: [{ kind: 'Field', name: 'w' }] },
        ],
      },
    ],
  },
];

function partsOf(node: PlanNode | null): readonly EntityPart[] {
  if (node?.kind !== 'entities') throw new Error('no entities');
  return node.parts;
}

describe('a plan as a planner gives it', () => {
  it('is read from Hive’s form', () => {
    const { node } = readPlan({
      node: {
        kind: 'Flatten',
        path: [{ Field: 'a' }, '@', { TypeCondition: ['Cat'] }],
        node: {
          kind: 'Fetch',
          serviceName: 's',
          operation: entities('Media', 'x(n:$n)'),
          requires,
          inputRewrites: [
            {
              ValueSetter: {
                path: [{ TypenameEquals: ['Media'] }, { Key: '__typename' }],
                setValueTo: 'Media',
              },
            },
          ],
          outputRewrites: [
            {
              KeyRenamer: {
                path: [{ TypenameEquals: ['Cat'] }, { Key: 'x' }, { Key: 'y' }],
                renameKeyTo: 'z',
              },
            },
          ],
        },
      },
    });
    expect(partsOf(node)).toMatchObject([
      {
        alias: '_entities',
        variable: 'representations',
        paths: [[{ kind: 'field', name: 'a' }, { kind: 'items' }, { kind: 'type', names: ['Cat'] }]],
        requires: [
          {
            type: 'Media',
            sentType: 'Media',
            selections: [
              { from: '__typename', to: '__typename' },
              { from: 'internal', to: 'price' },
              { from: 'size', selections: [{ kind: 'fragment', type: 'Box' }] },
            ],
          },
        ],
        renames: [{ path: ['x', 'y'], to: 'z' }],
      },
    ]);
    expect([...(partsOf(node)[0]?.variables ?? [])]).toEqual([['n', '$n:Int']]);
  });

  it('is read from Apollo’s form, with the same result', () => {
    const { node } = readPlan({
      node: {
        kind: 'Flatten',
        path: ['a', '@|[Cat,Dog]'],
        node: {
          kind: 'Fetch',
          serviceName: 's',
          operation: entities('Media', 'x'),
          requires,
          inputRewrites: [{ kind: 'ValueSetter', path: ['... on Media', '__typename'], setValueTo: 'Media' }],
          outputRewrites: [{ kind: 'KeyRenamer', path: ['x', '... on Cat', 'y'], renameKeyTo: 'z' }],
        },
      },
    });
    expect(partsOf(node)).toMatchObject([
      {
        paths: [[{ kind: 'field', name: 'a' }, { kind: 'items' }, { kind: 'type', names: ['Cat', 'Dog'] }]],
        requires: [{ type: 'Media', sentType: 'Media' }],
        renames: [{ path: ['x', 'y'], to: 'z' }],
      },
    ]);
  });

  it('has its batches as parts, and fragments in place of their names', () => {
    const operation =
      'query($r0:[_Any!]!,$r1:[_Any!]!){_e0:_entities(representations:$r0){...a} _e1:_entities(representations:$r1){...on B{y}}} fragment a on A{x}';
    const { node } = readPlan({
      node: {
        kind: 'BatchFetch',
        serviceName: 's',
        operation,
        entityBatch: {
          aliases: [
            { alias: '_e0', representationsVariableName: 'r0', paths: [['a'], ['b']], requires: [] },
            { alias: '_e1', representationsVariableName: 'r1', paths: [['c']], requires: [] },
          ],
        },
      },
    });
    const parts = partsOf(node).map(({ alias, variable, paths, selections }) => [
      alias,
      variable,
      paths.length,
      selections.map((one) => print(one).replace(/\s+/g, ' ')).join(),
    ]);
    expect(parts).toEqual([
      ['_e0', 'r0', 2, '... on A { x }'],
      ['_e1', 'r1', 1, '... on B { y }'],
    ]);
  });

  it.each([
    [
      'Hive',
      {
        kind: 'Sequence',
        nodes: [
          { kind: 'Subscription', primary: { serviceName: 's', operation: 'subscription{x}' } },
          { kind: 'Fetch', serviceName: 't', operation: '{y}' },
        ],
      },
    ],
    [
      'Apollo',
      {
        kind: 'Subscription',
        primary: { serviceName: 's', operation: 'subscription{x}' },
        rest: { kind: 'Fetch', serviceName: 't', operation: '{y}' },
      },
    ],
  ])('keeps what is subscribed to apart from the rest: %s', (_, node) => {
    expect(readPlan({ node })).toMatchObject({
      subscription: { subgraph: 's', operation: 'subscription' },
      node: { kind: 'root', subgraph: 't' },
    });
  });

  it('may be empty', () => expect(readPlan({})).toEqual({ subscription: null, node: null }));

  it.each([
    ['an unknown step', { kind: 'Defer' }],
    ['a fetch without an operation', { kind: 'Fetch', serviceName: 's', operation: 'fragment a on A{x}' }],
    [
      'entities required by no type',
      {
        kind: 'Flatten',
        path: [],
        node: {
          kind: 'Fetch',
          serviceName: 's',
          operation: entities('A', 'x'),
          requires: [{ kind: 'Field', name: 'x' }],
        },
      },
    ],
    [
      'entities that are not asked for',
      { kind: 'Flatten', path: [], node: { kind: 'Fetch', serviceName: 's', operation: '{x}' } },
    ],
    [
      'a value set elsewhere',
      {
        kind: 'Flatten',
        path: [],
        node: {
          kind: 'Fetch',
          serviceName: 's',
          operation: entities('Media', 'x'),
          requires,
          inputRewrites: [{ kind: 'ValueSetter', path: ['... on Media', 'id'], setValueTo: 7 }],
        },
      },
    ],
  ])('is refused with %s', (_, node) => expect(() => readPlan({ node })).toThrow(PlanError));
});
