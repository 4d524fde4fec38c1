import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { ChainCheck, joinRanges, verifyChain } from './chain-rules.ts';
import { canonicalEvent, chainEvents, EMPTY_CHAIN, type EventDraft, type EventRow } from './event-rules.ts';

const draft = (index: number): EventDraft => ({
  id: `evt_01JQ00000000000000000000${String(index).padStart(2, '0')}`,
  kind: 'COMPANY_JOINED',
  payload: { company: 'acme' },
  actor: index === 1 ? null : 'par_acme_01JQ0000000000000000000P02',
  company: 'acme',
  at: new Date(Date.UTC(2026, 2, 1, 12, index)),
});
const EVENTS = chainEvents(
  'tem_x',
  EMPTY_CHAIN,
  Array.from({ length: 10 }, (_, index) => draft(index + 1)),
);
const HEAD = { sequence: 10, hash: EVENTS.at(-1)?.hash ?? '' };
const altered = (sequence: number, change: Partial<EventRow>) =>
  EVENTS.map((event) => (event.sequence === sequence ? { ...event, ...change } : event));

function check(events: readonly EventRow[], ranges = [{ from: 1, to: 10 }], head = HEAD) {
  const chain = new ChainCheck(ranges, head);
  // In two portions, as a long log is read.
  chain.take(events.slice(0, 3));
  chain.take(events.slice(3));
  return chain.finish();
}

describe('the hash of an event', () => {
  it('can be computed from its description alone', () => {
    const [first, second] = EVENTS;
    expect(second && canonicalEvent(second)).toBe(
      '{"actor":"par_acme_01JQ0000000000000000000P02","at":"2026-03-01T12:02:00.000Z","company":"acme",' +
        '"id":"evt_01JQ0000000000000000000002","kind":"COMPANY_JOINED","payload":{"company":"acme"},' +
        '"sequence":2,"team":"tem_x"}',
    );
    const text = (first?.hash ?? '') + (second ? canonicalEvent(second) : '');
    expect(second?.hash).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    expect(first?.previousHash).toBe('0'.repeat(64));
  });
});

describe('checking a chain', () => {
  it('finds an intact one valid', () => {
    expect(check(EVENTS)).toEqual({ checked: 10, firstBroken: null });
    expect(verifyChain(EVENTS)).toBeNull();
    expect(verifyChain([])).toBeNull();
    expect(check([], [], EMPTY_CHAIN)).toEqual({ checked: 0, firstBroken: null });
  });

  it.each<[string, Partial<EventRow>]>([
    ['its payload', { payload: '{"company":"harbor"}' }],
    ['its payload, to no JSON', { payload: '{' }],
    ['its actor', { actorId: null }],
    ['its company', { companySlug: 'harbor' }],
    ['its time', { at: new Date(0) }],
    ['its kind', { kind: 'COMPANY_LEFT' }],
    ['its id', { id: 'evt_other' }],
    ['its team', { teamId: 'tem_y' }],
    ['its hash', { hash: '1'.repeat(64) }],
    ['what it follows', { previousHash: '1'.repeat(64) }],
  ])('finds an event that was altered in %s', (_, change) => {
    expect(check(altered(5, change))).toEqual({ checked: 4, firstBroken: 5 });
    expect(verifyChain(altered(5, change))).toBe(5);
  });

  it('finds what is missing, doubled or exchanged', () => {
    const at = (...sequences: number[]) =>
      sequences.flatMap((sequence) => EVENTS.filter((event) => event.sequence === sequence));
    expect(check(at(2, 3, 4, 5, 6, 7, 8, 9, 10)).firstBroken).toBe(1);
    expect(check(at(1, 2, 4, 5, 6, 7, 8, 9, 10)).firstBroken).toBe(3);
    expect(check(at(1, 2, 3, 4, 5, 6, 7, 8, 9))).toEqual({ checked: 9, firstBroken: 10 });
    expect(check(at(1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10)).firstBroken).toBe(3);
    expect(check(at(1, 3, 2, 4, 5, 6, 7, 8, 9, 10)).firstBroken).toBe(2);
    expect(check([])).toEqual({ checked: 0, firstBroken: 1 });
  });

  it('finds a tail that was written again: the head gives it away', () => {
    const kept = EVENTS.slice(0, 4);
    const last = kept.at(-1);
    const head = { sequence: 4, hash: last?.hash ?? '' };
    const drafts = Array.from({ length: 6 }, (_, index) => ({ ...draft(index + 5), company: 'harbor' }));
    const forged = [...kept, ...chainEvents('tem_x', head, drafts)];
    expect(verifyChain(forged)).toBeNull();
    expect(check(forged)).toEqual({ checked: 9, firstBroken: 10 });
  });

  it('expects what the ranges hold and no more', () => {
    const ranges = [
      { from: 2, to: 4 },
      { from: 7, to: 8 },
    ];
    const inside = EVENTS.filter(({ sequence }) => [2, 3, 4, 7, 8].includes(sequence));
    expect(check(inside, ranges)).toEqual({ checked: 5, firstBroken: null });
    expect(check(EVENTS.slice(1, 4), ranges)).toEqual({ checked: 3, firstBroken: 7 });
    expect(check(EVENTS.slice(1), ranges)).toEqual({ checked: 3, firstBroken: 7 });
  });
});

describe('ranges', () => {
  it('that touch or overlap are one', () => {
    const range = (from: number, to: number) => ({ from, to });
    expect(joinRanges([range(8, 9), range(1, 3), range(4, 5), range(2, 2), range(9, 12)])).toEqual([
      range(1, 5),
      range(8, 12),
    ]);
  });
});
