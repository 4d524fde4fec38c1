import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Below those that Linux gives to whoever asks for any: what is found free is not given away before it is used. */
const RANGE = { from: 16_000, to: 32_000 };

/** So many free ports of the loopback: all are held at once, so that no two are the same. */
export async function freePorts(count: number): Promise<number[]> {
  const held = await Promise.all(Array.from({ length: count }, holdAny));
  await Promise.all(held.map(({ holder }) => new Promise((resolve) => holder.close(resolve))));
  return held.map(({ port }) => port);
}

/** A port of the loopback that nobody has now. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

async function holdAny(): Promise<{ readonly port: number; readonly holder: Server }> {
  for (;;) {
    const port = RANGE.from + Math.floor(Math.random() * (RANGE.to - RANGE.from));
    const holder = createServer().listen(port, '127.0.0.1');
    const listens = await once(holder, 'listening').then(
      () => true,
      () => false,
    );
    if (listens) return { port, holder };
  }
}
