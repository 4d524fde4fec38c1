import { StringDecoder } from 'node:string_decoder';
import { SubgraphFailure } from '../errors.ts';

/** An event of a stream. */
export interface WireEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Reads server-sent events out of chunks, however they are cut. Lines end with LF or CRLF; comments are passed over.
 *
 * @throws SubgraphFailure `SUBGRAPH_INVALID_RESPONSE` for an event larger than `maxBytes`
 */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<WireEvent, void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let event = 'message';
  let data: string[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))).split(
      '\n',
    );
    rest = lines.pop() ?? '';
    for (const ended of lines) {
      const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
      if (line === '') {
        if (data.length > 0 || event !== 'message') yield { event, data: data.join('\n') };
        [event, data, size] = ['message', [], 0];
      } else if (line.startsWith('event:')) event = valueOf(line, 'event:');
      else if (line.startsWith('data:')) {
        data.push(valueOf(line, 'data:'));
        size += line.length;
      }
    }
    if (size + rest.length > maxBytes)
      throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', `an event is larger than ${maxBytes} bytes`);
  }
}

function valueOf(line: string, field: string): string {
  const value = line.slice(field.length);
  return value.startsWith(' ') ? value.slice(1) : value;
}
