import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { testId } from '../testkit/acme-scenario.ts';
import { entityKey } from './entity-rules.ts';

const agentId = testId('agt', 'A');

describe('a representation', () => {
  it('gives its key and nothing else', () => {
    const hostile = { __typename: 'Agent', id: agentId, instructions: 'mine', teams: ['tem_x'] };
    expect(entityKey('Agent', hostile, 'acme')).toEqual({ id: agentId });
  });

  it.each([
    ['another company', 'Agent', { id: testId('agt', 'A', 'harbor') }],
    ['another kind', 'Agent', { id: testId('psn', 'A') }],
    ['a type that is no entity', 'Note', { id: testId('nte', 'A') }],
    ['a type from the prototype', 'constructor', { id: agentId }],
    ['an id with a NUL', 'Agent', { id: `${agentId.slice(0, -1)}\0` }],
    ['no id', 'Agent', {}],
    ['a list for an id', 'Agent', { id: [agentId] }],
    ['no object', 'Agent', agentId],
    ['null', 'Agent', null],
  ])('of %s is none', (_case, type, representation) => {
    expect(entityKey(type, representation, 'acme')).toBeNull();
  });

  it('of a shared thread names no owner', () => {
    const id = testId('thr', 'A');
    expect(entityKey('Thread', { id }, 'acme')).toEqual({ id });
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.anything(), (type, value) => entityKey(type, value, 'acme') === null),
    );
  });
});
