import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Principal } from './principal-rules.ts';
import {
  agentReach,
  allows,
  idsWhere,
  knownTools,
  onlyAllowed,
  postablePrivateThreads,
  readablePrivateThreads,
  usableKnowledge,
} from './reach-rules.ts';

const RULES = [usableKnowledge, knownTools, readablePrivateThreads, postablePrivateThreads];
const none = { shared: null, knowledgeIds: null, privateThreads: null };
const attached = { knowledge: ['k1', 'k2'], tools: ['t1'] };
const person: Principal = { kind: 'own', callerKind: 'person', subject: 'p' };
const agentWith = (permissions: Parameters<typeof agentReach>[1]): Principal => ({
  kind: 'own',
  callerKind: 'agent',
  subject: 'a',
  reach: agentReach('agt', permissions, attached),
});

describe('reach', () => {
  it('of people is everything, and of others nothing', () => {
    const others: Principal[] = [
      { kind: 'nobody' },
      { kind: 'foreign', company: 'harbor', teams: new Set(['t']) },
      { kind: 'own', callerKind: 'agent', subject: 'without a reach' },
    ];
    for (const rule of RULES) {
      expect(rule(person)).toBe('all');
      for (const other of others) expect(rule(other)).toEqual([]);
    }
  });

  it('of an agent that is not narrowed is what is attached to it, and every internal thread', () => {
    const agent = agentWith(none);
    expect(RULES.map((rule) => rule(agent))).toEqual([['k1', 'k2'], ['t1'], 'all', 'all']);
  });

  it('of a narrowed agent is what is named', () => {
    const agent = agentWith({
      ...none,
      knowledgeIds: ['k2', 'k9'],
      privateThreads: { read: ['p1'], post: [] },
    });
    expect(RULES.map((rule) => rule(agent))).toEqual([['k2'], ['t1'], ['p1'], []]);
  });

  it('never grows by permissions', () => {
    const ids = fc.array(fc.constantFrom('k1', 'k2', 'k3'));
    fc.assert(
      fc.property(fc.option(ids), (knowledgeIds) => {
        const { knowledge } = agentReach('agt', { ...none, knowledgeIds }, attached);
        expect(attached.knowledge).toEqual(expect.arrayContaining([...knowledge]));
      }),
    );
  });

  it('becomes a condition that an empty list does not widen', () => {
    expect([idsWhere('all'), idsWhere([]), idsWhere(['x'])]).toEqual([{}, { in: [] }, { in: ['x'] }]);
    expect([allows('all', 'x'), allows([], 'x'), onlyAllowed(['x'], ['x', 'y'])]).toEqual([
      true,
      false,
      ['x'],
    ]);
  });
});
