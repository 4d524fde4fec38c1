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
  const line = createLine();
  let event = 'message';
  let data: string[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const pieces = decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)).split('\n');
    const rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      const ended = line.end(piece);
      if (ended === '') {
        if (data.length > 0 || event !== 'message') yield { event, data: data.join('\n') };
        [event, data, size] = ['message', [], 0];
      } else if (ended.startsWith('event:')) event = valueOf(ended, 'event:');
      else if (ended.startsWith('data:')) {
        data.push(valueOf(ended, 'data:'));
        size += ended.length;
      }
    }
    if (size + line.add(rest) > maxBytes)
      throw new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', `an event is larger than ${maxBytes} bytes`);
  }
}

/** A line that comes in pieces. They are joined once, at its end: a line in a thousand pieces is not read a thousand times. */
function createLine() {
  let pieces: string[] = [];
  let length = 0;
  return {
    /** Gives the length so far. */
    add(piece: string): number {
      if (piece !== '') pieces.push(piece);
      length += piece.length;
      return length;
    },
    end(piece: string): string {
      const whole = pieces.length === 0 ? piece : pieces.join('') + piece;
      pieces = [];
      length = 0;
      return whole.endsWith('\r') ? whole.slice(0, -1) : whole;
    },
  };
}

function valueOf(line: string, field: string): string {
  const value = line.slice(field.length);
  return value.startsWith(' ') ? value.slice(1) : value;
}
