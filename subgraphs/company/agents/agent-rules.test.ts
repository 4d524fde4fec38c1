import { describe, expect, it } from '@jest/globals';
import { testId } from '../testkit/acme-scenario.ts';
import { agentInputErrors, attachable, type AgentInput } from './agent-rules.ts';

describe('what is said of an agent', () => {
  it('may be said', () => {
    expect(
      agentInputErrors({ name: 'Ops', subject: 'auth0|ops-1', purpose: 'One.\nTwo.', skills: ['a'] }),
    ).toEqual([]);
    expect(agentInputErrors({ name: null, purpose: null, model: undefined })).toEqual([]);
  });

  it.each<[string, AgentInput, string]>([
    ['a blank name', { name: ' ' }, 'name'],
    ['a name with a line feed', { name: 'a\nb' }, 'name'],
    ['a subject with a space', { subject: 'a b' }, 'subject'],
    ['an empty subject', { subject: '' }, 'subject'],
    ['a subject beyond ASCII', { subject: 'аdmin' }, 'subject'],
    ['a long subject', { subject: 'a'.repeat(256) }, 'subject'],
    ['a NUL', { instructions: 'a\0' }, 'instructions'],
    ['a long purpose', { purpose: 'a'.repeat(2001) }, 'purpose'],
    ['too many skills', { skills: Array.from({ length: 31 }, String) }, 'skills'],
    ['blank skills', { skills: ['', ''] }, 'skills'],
    ['too many tools', { toolIds: Array.from({ length: 101 }, String) }, 'toolIds'],
  ])('but not with %s', (_case, input, field) => {
    const errors = agentInputErrors(input);
    expect(errors.map(({ code, path }) => [code, path])).toEqual([['INVALID_INPUT', ['input', field]]]);
  });

  it('attaches own things alone, each once', () => {
    const own = testId('kno', 'A');
    expect(attachable([own, own], 'kno', 'acme')).toEqual([own]);
    expect(attachable([own, testId('kno', 'A', 'harbor')], 'kno', 'acme')).toBeNull();
    expect(attachable([testId('tol', 'A')], 'kno', 'acme')).toBeNull();
  });
});
