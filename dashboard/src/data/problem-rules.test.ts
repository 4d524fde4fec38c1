import { describe, expect, it } from '@jest/globals';
import { isMissingUnder, missingFields, problemOf } from './problem-rules.ts';

const error = (code: string, path?: (string | number)[]) => ({ message: 'said', path, extensions: { code } });

describe('a problem', () => {
  it.each([
    ['TOKEN_EXPIRED', 'signed-out'],
    ['SUBGRAPH_UNAVAILABLE', 'unavailable'],
    ['VIEW_UNAVAILABLE', 'unavailable'],
    ['PLAN_UNAVAILABLE', 'unavailable'],
    ['LIMIT_COST', 'refused'],
    ['INTERNAL_SERVER_ERROR', 'failed'],
  ])('with the code %s is: %s', (code, kind) => {
    expect(problemOf(undefined, [error(code)])).toMatchObject({ kind, code });
  });

  it('is the network before anything else, and none without errors', () => {
    expect(problemOf(new TypeError('x'), [error('LIMIT_COST')])).toMatchObject({ kind: 'offline' });
    const signedOut = Object.assign(new Error('x'), { name: 'SignedOutError' });
    expect(problemOf(signedOut, [])).toMatchObject({ kind: 'signed-out' });
    expect(problemOf(undefined, [])).toBeNull();
    expect(problemOf(undefined, [{ message: 'no code' }])).toMatchObject({ kind: 'failed' });
  });
});

describe('missing fields', () => {
  const missing = missingFields([
    error('SUBGRAPH_UNAVAILABLE', ['team', 'participants', 2, 'agent']),
    error('X'),
  ]);

  it('are found by the place that they are under', () => {
    expect(missing).toHaveLength(1);
    expect(isMissingUnder(missing, 'team', 'participants', 2)).toBe(true);
    expect(isMissingUnder(missing, 'team', 'participants', 1)).toBe(false);
    expect(isMissingUnder(missing, 'team', 'participants', 2, 'agent', 'name')).toBe(false);
  });
});
