import { isUtf8 } from 'node:buffer';
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
export type Body =
  | { readonly text: string; readonly done: () => void }
  /** Not UTF-8; too large; too many large ones of the company at once. */
  | { readonly refused: 400 | 413 | 429 };

/** Reads the body of a request. */
export type ReadBody = (incoming: IncomingMessage) => Promise<Body>;

/** How many large bodies of one company are held at once. Others' are not kept waiting by them. */
const LARGE_AT_ONCE = 2;

/** A reader of bodies, for one server: it counts the large ones. */
export function createBodyReader({ maxBodyBytes, admitLarge }: BodyLimits): ReadBody {
  const held = new Map<string, number>();
  const hold = ({ company }: LargeBody) => {
    held.set(company, (held.get(company) ?? 0) + 1);
    return () => {
      const left = (held.get(company) ?? 1) - 1;
      if (left > 0) held.set(company, left);
      else held.delete(company);
    };
  };
  return async (incoming) => {
    let done = () => {};
    let limit = maxBodyBytes;
    const refuse = (refused: 400 | 413 | 429) => {
      done();
      return { refused };
    };
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of incoming as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > limit && limit === maxBodyBytes) {
          const large = await admitLarge(incoming.headers.authorization);
          if (large === null) return refuse(413);
          if ((held.get(large.company) ?? 0) >= LARGE_AT_ONCE) return refuse(429);
          done = hold(large);
          limit = large.maxBytes;
        }
        if (size > limit) return refuse(413);
        chunks.push(chunk);
      }
    } catch (error) {
      done();
      throw error;
    }
    const bytes = Buffer.concat(chunks);
    // What is no UTF-8 would be read as another text than was sent.
    return isUtf8(bytes) ? { text: bytes.toString('utf8'), done } : refuse(400);
  };
}
