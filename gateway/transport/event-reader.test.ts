import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readEvents } from './event-reader.ts';

async function* cut(text: string, sizes: readonly number[]) {
  const bytes = Buffer.from(text);
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % Math.max(1, sizes.length)] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
    await Promise.resolve();
  }
}

async function read(text: string, sizes: readonly number[] = [1000], maxBytes = 1000) {
  const events = [];
  for await (const event of readEvents(cut(text, sizes), maxBytes)) events.push(event);
  return events;
}

describe('reading server-sent events', () => {
  it('gives the same wherever the chunks are cut, inside of characters too', async () => {
    const text =
      ':\n\nevent: next\ndata: {"a":"ü€😀"}\n\n:\r\n\r\nevent: next\r\ndata: 1\r\ndata: 2\r\n\r\nevent: complete\ndata: \n\n';
    const whole = await read(text);
    expect(whole).toEqual([
      { event: 'next', data: '{"a":"ü€😀"}' },
      { event: 'next', data: '1\n2' },
      { event: 'complete', data: '' },
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (sizes) => {
        expect(await read(text, sizes)).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('takes no event that is too large, ended or not', async () => {
    const large = `event: next\ndata: ${'x'.repeat(2000)}`;
    await expect(read(large, [100])).rejects.toMatchObject({ code: 'SUBGRAPH_INVALID_RESPONSE' });
    const lines = `event: next\n${'data: xxxxxxxxxxxxxxxxxxx\n'.repeat(100)}`;
    await expect(read(lines, [100])).rejects.toMatchObject({ code: 'SUBGRAPH_INVALID_RESPONSE' });
  });

  it('reads a line in twenty thousand pieces once, not twenty thousand times', async () => {
    const length = 8_000_000;
    const [event] = await read(`data: ${'x'.repeat(length)}\n\n`, [400], 2 * length);
    expect(event?.data).toHaveLength(length);
  });

  it('gives no event that was not ended', async () => {
    expect(await read('event: next\ndata: 1\n')).toEqual([]);
  });
});
