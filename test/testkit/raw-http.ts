import { connect, type Socket } from 'node:net';

/** What came back over a connection, as it came. */
export interface RawReply {
  readonly text: string;
  /** The status of each answer, in turn. */
  readonly statuses: readonly number[];
}

/** Sends bytes to a server as they are, and gives all that comes back until it closes the connection, or is silent. */
export function sendRaw(url: string, bytes: string | Buffer, silenceMs = 3000): Promise<RawReply> {
  return new Promise((resolve) => {
    const socket = openRaw(url);
    const chunks: Buffer[] = [];
    socket.setTimeout(silenceMs, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => void chunks.push(chunk));
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      resolve({
        text,
        statuses: [...text.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, code]) => Number(code)),
      });
    });
    socket.write(bytes);
  });
}

/** A connection on which nothing was said yet. Its errors are nobody's. */
export function openRaw(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname).on('error', () => undefined);
}
