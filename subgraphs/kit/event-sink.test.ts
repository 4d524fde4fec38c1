import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { streamEvents } from './event-sink.ts';

describe('a stream', () => {
  it('whose reader went before it began is over at once', async () => {
    const server = createServer();
    const asked = once(server, 'request');
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n'));
    const [, outgoing] = (await asked) as [unknown, Parameters<typeof streamEvents>[0]];
    socket.destroy();
    await once(outgoing, 'close');
    outgoing.writeHead(200);
    let aborted = false;
    await streamEvents(outgoing, async (sink) => {
      aborted = sink.signal.aborted;
      for (let event = 0; event < 100; event += 1) await sink.send('next', 'x'.repeat(10_000));
    });
    expect(aborted).toBe(true);
    server.close();
  });
});
