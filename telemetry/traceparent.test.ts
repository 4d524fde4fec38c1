import { describe, expect, it } from '@jest/globals';
import { readTraceparent, traceIdOf, writeTraceparent } from './traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('traceparent', () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, '01'],
    [`00-${TRACE}-${SPAN}-00`, '00'],
    [`00-${TRACE}-${SPAN}-ff`, '03'],
    [`cc-${TRACE}-${SPAN}-01-what-the-future-brings`, '01'],
    [`cc-${TRACE}-${SPAN}-01`, '01'],
  ])('is read: %s', (header, flags) => {
    expect(readTraceparent(header)).toEqual({ traceId: TRACE, parentId: SPAN, flags });
  });

  it.each([
    undefined,
    '',
    'x',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}-01-`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE}-${SPAN}-1`,
    ` 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01-${'x'.repeat(300)}`,
  ])('is none: %s', (header) => {
    expect(readTraceparent(header)).toBeNull();
  });

  it('is written with a span of our own', () => {
    const written = writeTraceparent({ traceId: TRACE, flags: '01' }, 'a'.repeat(16));
    expect(written).toBe(`00-${TRACE}-${'a'.repeat(16)}-01`);
    expect(traceIdOf(written)).toBe(TRACE);
  });
});
