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

  async function receiveLarge(incoming: IncomingMessage, chunks: Buffer[]): Promise<ReceivedBody | NoBody> {
    const large = await admitLarge(incoming.headers.authorization);
    if (large === null || declaredSize(incoming) > large.maxBytes) return 'too large';
    const done = hold(large.company);
    if (done === null) return 'too many';
    const rest = await new Promise<Collected>((resolve) => {
      new Collector(incoming, chunks, large.maxBytes, resolve).start();
    });
    if (rest === 'whole') return { bytes: joined(chunks), done };
    done();
    return rest === 'more' ? 'too large' : rest;
  }

  return (incoming) => {
    const chunks: Buffer[] = [];
    if (declaredSize(incoming) > maxBodyBytes) return receiveLarge(incoming, chunks);
    return new Promise((resolve) => {
      new Collector(incoming, chunks, maxBodyBytes, (first) => {
        if (first === 'whole') resolve({ bytes: joined(chunks), done: nothing });
        else resolve(first === 'gone' ? first : receiveLarge(incoming, chunks));
      }).start();
    });
  };
}

/** Of what there is nothing to let go of. */
export function nothing(): void {}

function declaredSize({ headers }: IncomingMessage): number {
  return Number(headers['content-length'] ?? 0);
}

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

type Collected = 'whole' | 'more' | 'gone';

/** Takes what comes, up to `maxBytes` with what is there already, and stops the sender when there is more. Tells once. */
class Collector {
  readonly #incoming: IncomingMessage;
  readonly #chunks: Buffer[];
  readonly #maxBytes: number;
  readonly #tell: (collected: Collected) => void;
  #size = 0;
  #told = false;

  constructor(
    incoming: IncomingMessage,
    chunks: Buffer[],
    maxBytes: number,
    tell: (collected: Collected) => void,
  ) {
    this.#incoming = incoming;
    this.#chunks = chunks;
    this.#maxBytes = maxBytes;
    this.#tell = tell;
    for (const chunk of chunks) this.#size += chunk.length;
  }

  /** A sender that breaks off is "close" alone: without a listener for it, node reports no "error" of a request. */
  start(): void {
    this.#incoming
      .on('data', (chunk: Buffer) => this.#take(chunk))
      .on('end', () => this.#end('whole'))
      .on('close', () => this.#end('gone'))
      .resume();
  }

  #take(chunk: Buffer): void {
    if (this.#told) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size <= this.#maxBytes) return;
    this.#incoming.pause();
    this.#end('more');
  }

  #end(collected: Collected): void {
    if (this.#told) return;
    this.#told = true;
    this.#tell(collected);
  }
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first && chunks.length === 1 ? first : Buffer.concat(chunks);
}
