/**
 * Readers of streams, as a process of their own: told by its parent which to open, it counts what they are given.
 * Server-sent events on one connection each, or graphql-ws with a hundred on each socket.
 */
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Order, Reader, Seen } from './reader-orders.ts';

interface Open {
  readonly reader: Reader;
  after: string | null;
  close(): void;
}

const AT_ONCE = 50;
const ON_A_SOCKET = 100;
const open: Open[] = [];
let port = 0;
/** By body, how many readers were given it, and when the last was. */
const seen = new Map<string, { count: number; lastAt: number }>();
let failures = 0;

const QUERY = `subscription ($id: ID!, $after: String) { threadEvents(threadId: $id, after: $after) {
  cursor event { sequence } message { body author { displayName } } } }`;
const payloadOf = ({ reader, after }: Open) => ({
  query: QUERY,
  variables: { id: reader.thread, after },
});

/** The first are shown. */
function fail(why: string): void {
  failures += 1;
  if (failures <= 2) process.stderr.write(`a reader failed: ${why}\n`);
}

function take(one: Open, text: string): void {
  const [, cursor, body] = /"cursor":"([^"]+)".*"body":"([^"]+)"/.exec(text) ?? [];
  if (cursor === undefined || body === undefined) {
    if (text.includes('"errors"') || text.includes('"type":"error"')) fail(text);
    return;
  }
  one.after = cursor;
  const known = seen.get(body) ?? { count: 0, lastAt: 0 };
  known.count += 1;
  known.lastAt = Date.now();
  seen.set(body, known);
}

function openEvents(one: Open): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1');
    const body = JSON.stringify(payloadOf(one));
    let rest = '';
    one.close = () => socket.destroy();
    socket.on('error', (error) => {
      fail(String(error));
      resolve();
    });
    socket.on('connect', () =>
      socket.write(
        `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\nauthorization: Bearer ${one.reader.token}\r\ncontent-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
      ),
    );
    socket.on('data', (chunk) => {
      const blocks = (rest + chunk.toString('latin1')).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) if (block.includes('data: {')) take(one, block);
      resolve();
    });
  });
}

/** The readers of one socket are one caller: that of the first. */
async function openSocket(some: readonly Open[]): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${String(port)}/graphql`, 'graphql-transport-ws');
  for (const one of some) one.close = () => socket.terminate();
  await new Promise<void>((resolve) => {
    socket.on('error', (error) => {
      fail(String(error));
      resolve();
    });
    socket.on('open', () =>
      socket.send(
        JSON.stringify({
          type: 'connection_init',
          payload: { authorization: `Bearer ${some[0]?.reader.token ?? ''}` },
        }),
      ),
    );
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      const { type, id } = JSON.parse(text) as { type: string; id?: string };
      if (type === 'connection_ack') {
        some.forEach((one, at) =>
          socket.send(JSON.stringify({ type: 'subscribe', id: String(at), payload: payloadOf(one) })),
        );
        resolve();
      } else if (some[Number(id)]) take(some[Number(id)] as Open, text);
    });
  });
}

async function openAll(some: readonly Open[]): Promise<void> {
  const events = some.filter(({ reader }) => !reader.socket);
  const sockets = some.filter(({ reader }) => reader.socket);
  const groups = Array.from({ length: Math.ceil(sockets.length / ON_A_SOCKET) }, (_, at) =>
    sockets.slice(at * ON_A_SOCKET, (at + 1) * ON_A_SOCKET),
  );
  const work = [
    ...events.map((one) => () => openEvents(one)),
    ...groups.map((group) => () => openSocket(group)),
  ];
  const worker = async () => {
    for (let next = work.shift(); next; next = work.shift()) await next();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

process.on('message', (order: Order) => {
  const done = (answer: Seen | null) => process.send?.(answer);
  if (order.kind === 'open') {
    ({ port } = order);
    const some = order.readers.map((reader): Open => ({
      reader,
      after: reader.after,
      close: () => undefined,
    }));
    open.push(...some);
    void openAll(some).then(() => done(null));
  } else if (order.kind === 'cut') {
    for (const one of open) one.close();
    done(null);
  } else if (order.kind === 'again') void openAll(open).then(() => done(null));
  else {
    const bodies = order.bodies.map((body) => seen.get(body) ?? { count: 0, lastAt: 0 });
    done({
      count: bodies.reduce((sum, { count }) => sum + count, 0),
      lastAt: Math.max(...bodies.map(({ lastAt }) => lastAt)),
      failures,
    });
  }
});
