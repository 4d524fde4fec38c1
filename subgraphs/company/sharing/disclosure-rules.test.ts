import { describe, expect, it } from '@jest/globals';
import { transitionsAfter, type DisclosureState } from './disclosure-rules.ts';

const done = { outcome: 'done' } as const;
const refused = (code: string) => ({ outcome: 'refused', code, message: 'No.' }) as const;
const states: readonly DisclosureState[] = ['PENDING', 'ACTIVE', 'REFUSED', 'ENDING', 'ENDED'];

/** Where each state goes; itself where it stays. */
function after(...answer: Parameters<typeof transitionsAfter>): DisclosureState[] {
  const steps = transitionsAfter(...answer);
  return states.map((state) => {
    const fitting = steps.filter(({ from }) => from.includes(state));
    expect(fitting.length).toBeLessThan(2);
    return fitting[0]?.to ?? state;
  });
}

describe('what an answer makes of a line of the ledger', () => {
  it.each(['addParticipant', 'createShare', 'openThread'] as const)('that %s opens', (command) => {
    expect(after(command, done)).toEqual(['ACTIVE', 'ACTIVE', 'REFUSED', 'ENDING', 'ENDED']);
    expect(after(command, refused('NOT_FOUND'))).toEqual(['REFUSED', 'ACTIVE', 'REFUSED', 'ENDED', 'ENDED']);
  });

  it.each(['removeParticipant', 'revokeShare'] as const)('that %s ends', (command) => {
    const over = ['ENDED', 'ENDED', 'REFUSED', 'ENDED', 'ENDED'];
    expect(after(command, done)).toEqual(over);
    expect(after(command, refused('NOT_FOUND'))).toEqual(over);
    expect(after(command, refused('CONFLICT'))).toEqual(['ENDING', 'ENDING', 'REFUSED', 'ENDING', 'ENDED']);
  });

  it('never opens what was taken back or refused', () => {
    for (const command of ['addParticipant', 'createShare', 'removeParticipant'] as const)
      for (const { from, to } of transitionsAfter(command, done))
        if (to === 'ACTIVE') expect(from).toEqual(['PENDING']);
  });
});
