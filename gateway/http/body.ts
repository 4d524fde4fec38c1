import type { IncomingMessage } from 'node:http';

/** Whose large body it is, and how large it may be. */
export interface LargeBody {
  readonly company: string;
  readonly maxBytes: number;
}

/** How large bodies may be. */
export interface BodyLimits {
  /** Of anybody's request. */
  readonly maxBodyBytes: number;
  /**
   * Who sends more than that; null for whom may not. Asked once a body has more, and nothing of it is read on until
   * then: a stranger's request costs `maxBodyBytes` at the most.
   */
  readonly admitLarge: (authorization: string | undefined) => Promise<LargeBody | null>;
}

/** A request's body. Call `done` once its request is answered. */
export interface ReceivedBody {
  readonly bytes: Buffer;
  readonly done: () => void;
}

/** Why there is no body: too large, too many large ones of the company at once, or its sender has gone. */
export type NoBody = 'too large' | 'too many' | 'gone';

/** Receives the body of a request. */
export type ReceiveBody = (incoming: IncomingMessage) => Promise<ReceivedBody | NoBody>;

/** How many large bodies of one company are held at once. Others' are not kept waiting by them. */
const LARGE_AT_ONCE = 2;

/** A receiver of bodies, for one server: it counts the large ones. */
export function createBodyReceiver({ maxBodyBytes, admitLarge }: BodyLimits): ReceiveBody {
  const hold = createHolds();
  return async (incoming) => {
    const chunks: Buffer[] = [];
    const declared = Number(incoming.headers['content-length'] ?? 0);
    const first = declared > maxBodyBytes ? 'more' : await collect(incoming, chunks, maxBodyBytes);
    if (first === 'gone') return first;
    if (first === 'whole') return { bytes: joined(chunks), done: nothing };
    const large = await admitLarge(incoming.headers.authorization);
    if (large === null || declared > large.maxBytes) return 'too large';
    const done = hold(large.company);
    if (done === null) return 'too many';
    const rest = await collect(incoming, chunks, large.maxBytes);
    if (rest === 'whole') return { bytes: joined(chunks), done };
    done();
    return rest === 'more' ? 'too large' : rest;
  };
}

function nothing(): void {}

/** Counts what each company holds. Null when it holds all that it may; else what lets go of one. */
function createHolds(): (company: string) => (() => void) | null {
  const held = new Map<string, number>();
  return (company) => {
    const before = held.get(company) ?? 0;
    if (before >= LARGE_AT_ONCE) return null;
    held.set(company, before + 1);
    return () => {
      const left = (held.get(company) ?? 1) - 1;
      if (left > 0) held.set(company, left);
      else held.delete(company);
    };
  };
}

/** Takes what comes, up to `maxBytes` with what is there already, and stops the sender when there is more. */
function collect(
  incoming: IncomingMessage,
  chunks: Buffer[],
  maxBytes: number,
): Promise<'whole' | 'more' | 'gone'> {
  let size = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  return new Promise((resolve) => {
    const end = (result: 'whole' | 'more' | 'gone') => {
      incoming.off('data', take).off('end', whole).off('close', gone).off('error', gone);
      resolve(result);
    };
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= maxBytes) return;
      incoming.pause();
      end('more');
    };
    const whole = () => end('whole');
    const gone = () => end('gone');
    incoming.on('data', take).on('end', whole).on('close', gone).on('error', gone).resume();
  });
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first && chunks.length === 1 ? first : Buffer.concat(chunks);
}
