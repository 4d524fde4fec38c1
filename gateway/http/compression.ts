import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Reply } from './reply.ts';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

/** Smaller bodies gain less than compressing them costs. */
const SMALLEST = 4096;

/** Compresses a reply as its request allows: brotli before gzip. */
export type Compress = (reply: Reply, acceptEncoding: string | undefined) => Promise<Reply>;

/**
 * Compresses answers. Not for every network: an answer lays what other companies wrote beside what is private, so
 * whoever can write in a shared thread and also see the lengths of a victim's encrypted answers could guess at private
 * text, letter by letter, by how well the two compress together (the attack called BREACH). It is off unless set.
 */
export const compress: Compress = async (reply, acceptEncoding) => {
  const encoding = chooseEncoding(acceptEncoding);
  if (!encoding || reply.body.length < SMALLEST || reply.headers.includes('content-encoding')) return reply;
  const bytes = typeof reply.body === 'string' ? Buffer.from(reply.body) : reply.body;
  const body = encoding === 'br' ? await brotli(bytes, BROTLI) : await zip(bytes, { level: 6 });
  return { ...reply, headers: [...reply.headers, 'content-encoding', encoding], body };
};

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

/** The encoding to use for an `accept-encoding` header, if any. */
export function chooseEncoding(acceptEncoding: string | undefined): 'br' | 'gzip' | null {
  const given = (acceptEncoding ?? '').toLowerCase().split(',');
  const accepted = new Set(
    given.filter((one) => !/;\s*q=0(?:\.0*)?\s*$/.test(one)).map((one) => one.split(';')[0]?.trim()),
  );
  if (accepted.has('br')) return 'br';
  return accepted.has('gzip') ? 'gzip' : null;
}
