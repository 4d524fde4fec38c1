import { describe, expect, it } from '@jest/globals';
import { dateTime } from './date-time.ts';

describe('DateTime', () => {
  it('is written in UTC with milliseconds', () => {
    expect(dateTime.serialize(new Date('2026-03-05T10:30:00+01:00'))).toBe('2026-03-05T09:30:00.000Z');
    expect(() => dateTime.serialize('2026-03-05')).toThrow(TypeError);
  });

  it('is read from RFC 3339 text and from nothing else', () => {
    expect(dateTime.parseValue('2026-03-05T10:30:00.5+01:00')).toEqual(new Date('2026-03-05T09:30:00.500Z'));
    for (const bad of ['2026-03-05', '5 March 2026', '2026-13-05T09:30:00Z', '2026-03-05T09:30:00', 0, null])
      expect(() => dateTime.parseValue(bad)).toThrow('RFC 3339');
  });
});
