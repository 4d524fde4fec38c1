import { Writable } from 'node:stream';
import type { Wire } from '#gateway/transport/wire.ts';

/** A request that left the gateway. */
export interface Sent {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A stream that keeps what is written to it. */
export function lineCollector(lines: string[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString('utf8'));
      done();
    },
  });
}

/** A wire that notes what goes over it. */
export function recording(wire: Wire, sent: Sent[]): Wire {
  return {
    close: () => wire.close(),
    call: (call) => {
      sent.push({ url: call.url, headers: call.headers, body: Buffer.from(call.body ?? '').toString() });
      return wire.call(call);
    },
  };
}
