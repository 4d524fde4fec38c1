import { describe, expect, it } from '@jest/globals';
import type { Caller } from '../context.ts';
import { createAttestations } from './attestations.ts';

const START = 1_790_000_000_000;
const lead: Caller = { company: 'acme', sub: 'lead', kind: 'person', token: 't' };
const agent: Caller = { ...lead, sub: 'agent', kind: 'agent' };

/** Attestations of a shared layer that answers what the test says, each time with another text. */
function setUp(reply: (call: number) => unknown) {
  const time = { now: START };
  const calls: string[] = [];
  const attest = createAttestations(
    async ({ company }, audience) => {
      calls.push(`${company} to ${audience}`);
      await Promise.resolve();
      return reply(calls.length);
    },
    () => time.now,
  );
  return { attest, calls, time };
}

const living = (seconds: number) => (call: number) => ({
  attestation: `a${call}`,
  exp: START / 1000 + seconds,
});

describe('attestations', () => {
  it('are asked for once by all who wait, and kept for all callers of a company', async () => {
    const { attest, calls } = setUp(living(60));
    const asked = await Promise.all([
      attest(lead, 'harbor'),
      attest(agent, 'harbor'),
      attest(lead, 'harbor'),
    ]);
    expect(asked).toEqual(['a1', 'a1', 'a1']);
    expect(await attest(agent, 'harbor')).toBe('a1');
    expect(calls).toEqual(['acme to harbor']);
  });

  it('are each pair’s own', async () => {
    const { attest, calls } = setUp(living(60));
    await attest(lead, 'harbor');
    await attest(lead, 'nimbus');
    await attest({ ...lead, company: 'harbor' }, 'acme');
    expect(calls).toEqual(['acme to harbor', 'acme to nimbus', 'harbor to acme']);
  });

  it('are a narrowed caller’s own, or of one narrowed alike', async () => {
    const { attest, calls } = setUp(living(60));
    const narrowed = { ...agent, reach: { read: ['thr_1'], post: [] } };
    expect(await attest(lead, 'harbor')).toBe('a1');
    expect(await attest(narrowed, 'harbor')).toBe('a2');
    expect(await attest({ ...narrowed, sub: 'another' }, 'harbor')).toBe('a2');
    expect(await attest({ ...narrowed, reach: { read: [], post: [] } }, 'harbor')).toBe('a3');
    expect(await attest(lead, 'harbor')).toBe('a1');
    expect(calls).toHaveLength(3);
  });

  it.each([
    ['half of their life', 60, 30_000],
    ['half of a short life', 10, 5000],
    ['thirty seconds at most', 600, 30_000],
  ])('are kept for %s', async (_, life, kept) => {
    const { attest, time } = setUp(living(life));
    await attest(lead, 'harbor');
    time.now += kept - 1;
    expect(await attest(lead, 'harbor')).toBe('a1');
    time.now += 1;
    expect(await attest(lead, 'harbor')).toBe('a2');
  });

  it('that have expired already are not kept', async () => {
    const { attest } = setUp(living(-1));
    await attest(lead, 'harbor');
    expect(await attest(lead, 'harbor')).toBe('a2');
  });

  it('that say "no team" are kept for a second, whatever life they claim', async () => {
    const { attest, calls, time } = setUp(() => ({ attestation: null, exp: START / 1000 + 60 }));
    expect(await attest(lead, 'harbor')).toBeNull();
    time.now += 999;
    expect(await attest(lead, 'harbor')).toBeNull();
    expect(calls).toHaveLength(1);
    time.now += 1;
    await attest(lead, 'harbor');
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['a failed call', () => Promise.reject(new Error('down'))],
    ['an answer of another form', () => ({ attestation: 7 })],
  ])('fail for all who wait on %s, which is not kept', async (_, failing) => {
    const { attest, calls } = setUp((call) => (call === 1 ? failing() : living(60)(call)));
    const results = await Promise.allSettled([attest(lead, 'harbor'), attest(lead, 'harbor')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await attest(lead, 'harbor')).toBe('a2');
    expect(calls).toHaveLength(2);
  });
});
