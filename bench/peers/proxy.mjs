// What one fetch costs at the least: every body goes as it is to one address. proxy.mjs <address> <port>
import { createServer } from 'node:http';
import { Pool } from 'undici';

const [address, port] = process.argv.slice(2);
const { origin, pathname } = new URL(address);
const pool = new Pool(origin, { connections: 128, pipelining: 1 });

createServer((incoming, outgoing) => {
  const chunks = [];
  incoming.on('data', (chunk) => chunks.push(chunk));
  incoming.on('end', () => {
    const headers = {
      'content-type': 'application/json',
      authorization: incoming.headers.authorization ?? '',
    };
    const received = [];
    pool.dispatch(
      { method: 'POST', path: pathname, headers, body: Buffer.concat(chunks) },
      {
        onConnect() {},
        onHeaders: () => true,
        onData: (chunk) => received.push(chunk) > 0,
        onComplete() {
          const body = received.length === 1 ? received[0] : Buffer.concat(received);
          outgoing.writeHead(200, [
            'content-type',
            'application/json',
            'content-length',
            String(body.length),
          ]);
          outgoing.end(body);
        },
        onError: () => outgoing.destroy(),
      },
    );
  });
}).listen(Number(port), '127.0.0.1');
