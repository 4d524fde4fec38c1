import type { Dispatcher } from 'undici';
import { NotReached, SubgraphFailure } from '../errors.ts';
import type { Deadline, Deadlines, Expiring } from './deadlines.ts';
import type { WireAnswer, WireCall } from './wire.ts';

/** What is looked at of an answer's headers. */
interface AnswerHeaders {
  'content-type'?: string;
  'content-length'?: string;
  'content-encoding'?: string;
}

/** By the length of the name: hardly a header of an answer is of interest, and no other is made a text. */
const OF_INTEREST: Readonly<Record<number, keyof AnswerHeaders>> = {
  12: 'content-type',
  14: 'content-length',
  16: 'content-encoding',
};

/** Names and values come in turn, as bytes. Of a header that comes several times, all that it says. */
function readHeaders(given: readonly Buffer[]): AnswerHeaders {
  const read: AnswerHeaders = {};
  for (let at = 0; at + 1 < given.length; at += 2) {
    const [name, value] = [given[at], given[at + 1]];
    const wanted = OF_INTEREST[name?.length ?? 0];
    if (!wanted || name?.toString('latin1').toLowerCase() !== wanted) continue;
    const text = value?.toString('latin1') ?? '';
    const before = read[wanted];
    read[wanted] = before === undefined ? text : `${before}, ${text}`;
  }
  return read;
}

/**
 * Reads one answer: within its time, up to its size, and only what is taken at all. Ends the call as soon as it is
 * clear that the answer is none, so that nobody can keep the gateway reading.
 */
export class AnswerReader implements Dispatcher.DispatchHandler, Expiring {
  readonly #call: WireCall;
  readonly #resolve: (answer: WireAnswer) => void;
  readonly #reject: (failure: SubgraphFailure) => void;
  readonly #deadline: Deadline;
  readonly #chunks: Buffer[] = [];
  #abort: ((error: Error) => void) | undefined;
  #settled = false;
  #size = 0;
  #status = 0;
  #contentType: string | undefined;

  constructor(
    call: WireCall,
    resolve: (answer: WireAnswer) => void,
    reject: (failure: SubgraphFailure) => void,
    deadlines: Deadlines,
  ) {
    this.#call = call;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#deadline = deadlines.add(call.timeoutMs, this);
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#abort = abort;
    // Its time was up while it waited for a connection: nothing is to be sent any more.
    if (this.#settled) abort(new Error('too late'));
  }

  onHeaders(status: number, headers: readonly Buffer[]): boolean {
    // An interim answer, such as "103 Early Hints".
    if (status < 200) return true;
    this.#status = status;
    const read = readHeaders(headers);
    const problem = whatIsWrong(status, read, this.#call.maxBytes);
    if (problem) this.#fail(problem);
    this.#contentType = read['content-type'];
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#size += chunk.length;
    if (this.#size > this.#call.maxBytes) this.#fail(tooLarge(this.#call.maxBytes));
    else this.#chunks.push(chunk);
    return true;
  }

  onComplete(): void {
    if (!this.#settle()) return;
    const [first] = this.#chunks;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
    this.#resolve({ status: this.#status, contentType: this.#contentType, body });
  }

  onError(error: Error): void {
    if (!this.#settle()) return;
    this.#reject(asFailure(error, this.#status !== 0));
  }

  expire(): void {
    this.#fail(new SubgraphFailure('SUBGRAPH_TIMEOUT', `no answer within ${this.#call.timeoutMs} ms`));
  }

  /** Settles first: aborting reports an error of its own, which counts no more. */
  #fail(failure: SubgraphFailure): void {
    if (!this.#settle()) return;
    this.#chunks.length = 0;
    this.#reject(failure);
    this.#abort?.(failure);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#deadline.clear();
    return true;
  }
}

function whatIsWrong(status: number, headers: AnswerHeaders, maxBytes: number): SubgraphFailure | null {
  // Redirects are refused: a registered address is the address.
  if (status > 300 && status < 400 && status !== 304)
    return new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `it redirects with status ${status}`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) return tooLarge(maxBytes);
  // None was offered. One that is sent all the same could unfold to any size.
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    return new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', 'the answer is compressed');
  return null;
}

function tooLarge(maxBytes: number): SubgraphFailure {
  return new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', `the answer is larger than ${maxBytes} bytes`);
}

function asFailure(error: Error & { code?: string }, answering: boolean): SubgraphFailure {
  const cause = (error.cause as { message?: string } | undefined)?.message;
  const detail = cause === undefined ? error.message : `${error.message}: ${cause}`;
  if (error.name === 'HTTPParserError' || error.code === 'UND_ERR_HEADERS_OVERFLOW')
    return new SubgraphFailure('SUBGRAPH_INVALID_RESPONSE', `it does not speak HTTP: ${detail}`);
  return answering ? new SubgraphFailure('SUBGRAPH_UNAVAILABLE', detail) : new NotReached(detail);
}
