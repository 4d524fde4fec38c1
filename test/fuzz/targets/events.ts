import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import { SubgraphFailure } from '#gateway/errors.ts';
import { readEvents, type WireEvent } from '#gateway/transport/event-reader.ts';
import { someText, spoiled } from '../grammar.ts';
import { hold, plainTarget } from '../target.ts';

const MOST = 4000;

/** However a stream is cut, its events are those of the whole text; one that is too large is a typed failure. */
export const events = plainTarget('events', 300, async (choices) => {
  const bytes = Buffer.from(
    spoiled(streamText(choices), choices, ['\n\n', 'data:', 'event: next', '\r\n\r\n', ':']),
  );
  const sizes = Array.from({ length: 1 + choices.below(4) }, () => 1 + choices.below(40));
  const read = await readAll(cut(bytes, sizes));
  const whole = await readAll(cut(bytes, [bytes.length + 1]));
  const largest = Math.max(
    0,
    ...bytes
      .toString('utf8')
      .split('\n\n')
      .map((event) => event.length),
  );
  if (largest < MOST / 2) {
    const expected = JSON.stringify(plainly(bytes.toString('utf8')));
    hold(JSON.stringify(whole) === expected, () => `whole: ${JSON.stringify(bytes.toString())}`);
    hold(
      JSON.stringify(read) === expected,
      () => `cut by ${sizes.join()}: ${JSON.stringify(bytes.toString())}`,
    );
  }
});

function streamText(choices: Choices): string {
  const lines = [
    'event: next',
    'event:complete',
    'data: {"data":{"a":1}}',
    'data:',
    ':',
    ': ping',
    '',
    '',
    'id: 7',
    'retry: 1',
  ];
  return Array.from({ length: choices.below(20) }, () => {
    const line = choices.below(6) === 5 ? `data: ${someText(choices)}` : choices.of(lines);
    return `${line}${choices.below(4) === 3 ? '\r\n' : '\n'}`;
  }).join('');
}

/** The events of a whole text, line by line. */
function plainly(text: string): WireEvent[] {
  const found: WireEvent[] = [];
  let [event, data] = ['message', [] as string[]];
  for (const line of text
    .split('\n')
    .slice(0, -1)
    .map((one) => one.replace(/\r$/, ''))) {
    const [, field = '', value = ''] = /^(event|data): ?([^]*)$/.exec(line) ?? [];
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
    if (line !== '') continue;
    if (data.length > 0 || event !== 'message') found.push({ event, data: data.join('\n') });
    [event, data] = ['message', []];
  }
  return found;
}

async function readAll(chunks: AsyncIterable<Uint8Array>): Promise<WireEvent[] | string> {
  const found: WireEvent[] = [];
  try {
    for await (const event of readEvents(chunks, MOST)) found.push(event);
  } catch (error) {
    hold(error instanceof SubgraphFailure, () => String(error));
    return 'too large';
  }
  return found;
}

async function* cut(bytes: Buffer, sizes: readonly number[]) {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
    await Promise.resolve();
  }
}
