import { describe, expect, it } from '@jest/globals';
import { commonPart, dayText, firstKeptDay, tellableDay } from './recorded-rules.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');

describe('days', () => {
  it('are kept for as many as are set, today among them', () => {
    expect(dayText(firstKeptDay(NOON, 1))).toBe('2026-11-22');
    expect(dayText(firstKeptDay(NOON, 30))).toBe('2026-10-24');
  });

  it.each([
    ['2026-11-21', '2026-11-21'],
    ['2026-11-22', '2026-11-22'],
    ['2026-11-23', '2026-11-23'],
    ['2026-11-20', '2026-11-22'],
    ['2036-01-01', '2026-11-22'],
  ])('are told within one of today: %s is %s', (told, taken) => {
    expect(dayText(tellableDay(told, NOON))).toBe(taken);
  });
});

describe('what the operator is told', () => {
  it('is of the common schema alone, what is the same then counted together', () => {
    const operation = (count: number, lastDay: string, ...coordinates: string[]) => ({
      ...{ hash: '0', count, lastDay, coordinates },
    });
    const use = {
      ...{ company: 'acme', since: '2026-11-01', dropped: 3 },
      operations: [
        operation(2, '2026-11-05', '@live', 'AcmeCase.state', 'Query.me', 'SendInput.*'),
        operation(5, '2026-11-04', '@live', 'Query.me', 'SendInput.*', 'Thread.acmeRank'),
        operation(7, '2026-11-04', 'AcmeCase.*', 'Query.acmeCases'),
      ],
    };
    const common = commonPart(use, (coordinate) => !/acme/i.test(coordinate));
    expect(common).toMatchObject({ company: 'acme', dropped: 3 });
    expect(common.operations).toEqual([
      {
        ...{ count: 7, lastDay: '2026-11-05', hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
        coordinates: ['@live', 'Query.me', 'SendInput.*'],
      },
    ]);
  });
});
