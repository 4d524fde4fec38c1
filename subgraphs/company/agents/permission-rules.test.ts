import { describe, expect, it } from '@jest/globals';
import { testId } from '../testkit/acme-scenario.ts';
import {
  linesOf,
  permissionErrors,
  permissionsOf,
  scopeOf,
  type AgentPermissions,
} from './permission-rules.ts';

const team = testId('tem', 'A');
const thread = testId('thr', 'A');
const source = testId('kno', 'A');
const pth = testId('pth', 'A');

const NONE: AgentPermissions = { shared: null, knowledgeIds: null, privateThreads: null };
const SOME: AgentPermissions = {
  shared: { read: [team, thread], post: [thread] },
  knowledgeIds: [],
  privateThreads: { read: [pth], post: [] },
};

describe('permissions', () => {
  it.each([NONE, SOME])('survive being kept', (permissions) => {
    expect(permissionsOf(linesOf(permissions))).toEqual(permissions);
  });

  it('of which half of a pair is lost open nothing in its place', () => {
    expect(permissionsOf([{ area: 'READ_SHARED', ids: [team] }]).shared).toEqual({ read: [team], post: [] });
    expect(permissionsOf([{ area: 'POST_PRIVATE', ids: [pth] }]).privateThreads).toEqual({
      read: [],
      post: [pth],
    });
  });

  it('say of the shared layer what a caller token carries, an empty scope included', () => {
    expect(scopeOf(NONE)).toBeUndefined();
    expect(scopeOf(SOME)).toEqual(SOME.shared);
    expect(scopeOf({ ...NONE, shared: { read: [], post: [] } })).toEqual({ read: [], post: [] });
  });

  it.each<[string, Partial<AgentPermissions>, string]>([
    ['a message where threads are meant', { shared: { read: [testId('msg', 'A')], post: [] } }, 'shared'],
    ['what is no id', { shared: { read: [], post: ['tem_\0'] } }, 'shared'],
    ["another company's source", { knowledgeIds: [testId('kno', 'A', 'harbor')] }, 'knowledgeIds'],
    [
      'a shared thread for an internal one',
      { privateThreads: { read: [thread], post: [] } },
      'privateThreads',
    ],
    ['too many', { knowledgeIds: Array.from({ length: 51 }, () => source) }, 'knowledgeIds'],
  ])('with %s are refused', (_case, wrong, field) => {
    const errors = permissionErrors({ ...SOME, ...wrong }, 'acme');
    expect(errors.map(({ code, path }) => [code, path])).toEqual([['INVALID_INPUT', ['input', field]]]);
  });

  it('as they should be are not', () => {
    expect([...permissionErrors(NONE, 'acme'), ...permissionErrors(SOME, 'acme')]).toEqual([]);
  });
});
