import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 } from '#schema/wire/hash.ts';
import { contractSdl } from '#schema/sdl.ts';
import { objectTypes } from '../access/shared-fields.ts';
import { choose, excerptOf, readTarget, SHAREABLE, shareInputErrors, shownText } from './share-rules.ts';

const doc = 'doc_acme_1';
const thread = 'pth_acme_1';

describe('what is pointed at', () => {
  it.each([
    [{ documentId: doc }, ['DOCUMENT', doc, null, null]],
    [{ documentId: doc, excerpt: { start: 0, end: 1 } }, ['DOCUMENT', doc, 0, 1]],
    [{ privateThreadId: thread, fromSequence: 2, toSequence: 101 }, ['PRIVATE_THREAD', thread, 2, 101]],
    [{ agentId: 'a', documentId: null }, ['AGENT', 'a', null, null]],
  ])('%p is read', (input, [targetKind, targetId, from, to]) => {
    expect(readTarget(input)).toEqual({ targetKind, targetId, from, to });
  });

  it.each([
    {},
    { documentId: doc, agentId: 'a' },
    { agentId: 'a', excerpt: { start: 0, end: 1 } },
    { agentId: 'a', fromSequence: 1 },
    { documentId: doc, excerpt: { start: -1, end: 1 } },
    { documentId: doc, excerpt: { start: 1, end: 1 } },
    { privateThreadId: thread },
    { privateThreadId: thread, fromSequence: 1 },
    { privateThreadId: thread, fromSequence: 0, toSequence: 1 },
    { privateThreadId: thread, fromSequence: 2, toSequence: 1 },
    { privateThreadId: thread, fromSequence: 1, toSequence: 101 },
  ])('%p is refused', (input) => expect(typeof readTarget(input)).toBe('string'));
});

describe('the fields', () => {
  it('are from the closed list of the target’s kind', () => {
    const errors = (fields: string[]) =>
      shareInputErrors(
        { target: { agentId: 'a' }, fields, teamId: `tem_${'0'.repeat(26)}` },
        new Date(0),
      ).map(({ code }) => code);
    expect(errors(['NAME', 'SKILLS'])).toEqual([]);
    for (const fields of [[], ['BODY'], ['NAME', 'INSTRUCTIONS'], ['constructor']])
      expect(errors(fields)).toEqual(['INVALID_INPUT']);
  });

  it('never are what the contract keeps private of an agent', () => {
    const agent = objectTypes(contractSdl()).find(({ name }) => name === 'Agent');
    const shared = [...(agent?.sharedFields ?? [])].map((field) => field.toUpperCase());
    expect(SHAREABLE.AGENT.filter((field) => !shared.includes(field))).toEqual([]);
  });

  it('that were not chosen are null', () => {
    const chosen = choose(['TITLE']);
    expect([chosen('TITLE', 'a'), chosen('BODY', 'b')]).toEqual(['a', null]);
  });
});

describe('an excerpt', () => {
  it('counts code points, and is none where the text ends before', () => {
    expect(excerptOf('a🙂b', 1, 2)).toBe('🙂');
    expect(excerptOf('a🙂b', 1, 3)).toBe('🙂b');
    expect(excerptOf('a🙂b', 1, 4)).toBeNull();
  });

  it('is shown only while it is the text that was chosen', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, chosen) => {
        expect(shownText(text, sha256(chosen))).toBe(text === chosen ? text : null);
        expect(shownText(text, null)).toBe(text);
      }),
    );
  });
});
