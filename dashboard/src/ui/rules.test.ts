import { describe, expect, it } from '@jest/globals';
import { companyNames, counted, listed } from './names-rules.ts';
import { saidTime } from './time-rules.ts';

describe('names', () => {
  it('are a sentence’s part', () => {
    expect(companyNames([{ name: 'Acme' }, { name: 'Harbor' }, { name: 'Nimbus' }])).toBe(
      'Acme, Harbor and Nimbus',
    );
    expect([listed([]), listed(['Acme'])]).toEqual(['', 'Acme']);
    expect([counted(1, 'message'), counted(0, 'message'), counted(2, 'company', 'companies')]).toEqual([
      '1 message',
      '0 messages',
      '2 companies',
    ]);
  });
});

describe('a time', () => {
  const now = Date.parse('2026-03-03T12:00:00Z');
  it.each([
    ['2026-03-03T11:59:30Z', 'just now'],
    ['2026-03-03T11:55:00Z', '5 minutes ago'],
    ['2026-03-03T09:00:00Z', '3 hours ago'],
    ['2026-03-02T11:00:00Z', 'yesterday'],
    ['2026-03-06T12:00:00Z', 'in 3 days'],
    ['2026-01-06T12:00:00Z', 'Jan 6, 2026'],
  ])('%s is said as %s', (at, said) => {
    expect(saidTime(Date.parse(at), now)).toBe(said);
  });
});
