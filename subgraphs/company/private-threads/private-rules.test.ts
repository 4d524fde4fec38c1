import { describe, expect, it } from '@jest/globals';
import type { Actor } from '../access/action-rules.ts';
import { isAuthor, mayUndo } from '../people/colleague-rules.ts';
import { areColleagues, isSamePrivateMessage, privateMessageErrors } from './private-message-rules.ts';
import {
  privateHitKey,
  privateSearch,
  readPrivateHitKey,
  writePrivateHitKey,
} from './private-search-rules.ts';
import { mayTend, privateThreadInputErrors } from './private-thread-rules.ts';

const admin: Actor = { kind: 'person', id: 'psn_1', subject: 'a', role: 'ADMIN' };
const member: Actor = { kind: 'person', id: 'psn_2', subject: 'b', role: 'MEMBER' };
const agent: Actor = { kind: 'agent', id: 'agt_1', subject: 'c' };
const ULID = '01JQ0000000000000000000000';

describe('a thread', () => {
  it('is tended by administrators and whoever opened it', () => {
    expect([admin, member, agent].map((actor) => mayTend(actor, { openedById: 'psn_2' }))).toEqual([
      true,
      true,
      false,
    ]);
    expect([admin, member, agent].map((actor) => mayTend(actor, { openedById: null }))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    [1, 0],
    [100, 0],
    [null, 0],
    [0, 1],
    [101, 1],
    [-1, 1],
  ])('that takes %j agent messages in a row has %i errors', (agentLoopLimit, count) => {
    expect(privateThreadInputErrors({ title: 'x', agentLoopLimit })).toHaveLength(count);
  });
});

describe('a message', () => {
  const input = { threadId: 't', body: 'Hello', idempotencyKey: 'k' };
  const found = { threadId: 't', originalBody: 'Hello', replyToId: null, redactedAt: null };

  it('is the same with the same thread, first text and answer', () => {
    expect(isSamePrivateMessage(found, input)).toBe(true);
    expect(isSamePrivateMessage({ ...found, originalBody: '', redactedAt: new Date(0) }, input)).toBe(true);
    for (const changed of [{ threadId: 'u' }, { originalBody: 'hello' }, { replyToId: 'm' }])
      expect(isSamePrivateMessage({ ...found, ...changed }, input)).toBe(false);
  });

  it('is told all that is wrong at once', () => {
    expect(privateMessageErrors(input)).toEqual([]);
    const mentionIds = Array.from({ length: 51 }, String);
    const errors = privateMessageErrors({ ...input, body: '', idempotencyKey: '', mentionIds });
    expect(errors.map(({ path }) => path?.at(-1))).toEqual(['body', 'mentionIds', 'idempotencyKey']);
  });

  it('belongs to its author, whatever ids look like, and to administrators', () => {
    const byAgent = { authorAgentId: 'agt_1', authorPersonId: null };
    const byMember = { authorAgentId: null, authorPersonId: 'psn_2' };
    expect([admin, member, agent].map((actor) => isAuthor(actor, byAgent))).toEqual([false, false, true]);
    expect([admin, member, agent].map((actor) => mayUndo(actor, byMember))).toEqual([true, true, false]);
  });

  it('addresses agents and people of the own company', () => {
    expect(areColleagues([`agt_acme_${ULID}`, `psn_acme_${ULID}`], 'acme')).toBe(true);
    for (const id of [`agt_harbor_${ULID}`, `par_acme_${ULID}`, 'x'])
      expect(areColleagues([id], 'acme')).toBe(false);
  });
});

describe('a search', () => {
  it('is of words in known threads', () => {
    expect(privateSearch({ query: 'a' }, 'acme')).toEqual({ query: 'a', threadId: null });
    expect(privateSearch({ query: 'a', threadId: `pth_harbor_${ULID}` }, 'acme')).toBeNull();
    expect(privateSearch({ query: '\0' }, 'acme')).toBeNull();
    expect(() => privateSearch({ query: 'a'.repeat(501) }, 'acme')).toThrow('500');
  });

  it('reads back the place of a hit, and no other text', () => {
    for (const rank of [0, 0.1, 1e-20, 0.30000001192092896]) {
      const place = { rank, id: `pms_acme_${ULID}` };
      expect(readPrivateHitKey(privateHitKey.read(writePrivateHitKey(place)) ?? '')).toEqual(place);
    }
    for (const text of ['', '0.1', `0.1 msg_${ULID}`, `-1 pms_acme_${ULID}`, `NaN pms_acme_${ULID}`])
      expect(privateHitKey.read(text)).toBeNull();
  });
});
