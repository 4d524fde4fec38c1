import type { IncomingMessage } from 'node:http';

/** Why there is no body: it is larger than it may be, or its sender has gone. */
export type NoBody = 'too large' | 'gone';

/** Reads a request's body, of `maxBytes` at the most; what comes beyond that is not kept. */
export function receiveBody(incoming: IncomingMessage, maxBytes: number): Promise<Buffer | NoBody> {
  if (Number(incoming.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve('too large');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) return void chunks.push(chunk);
      chunks.length = 0;
      resolve('too large');
    });
    incoming.on('end', () => {
      const [first] = chunks;
      resolve(first && chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    incoming.on('error', () => resolve('gone'));
    incoming.on('close', () => resolve('gone'));
  });
}
