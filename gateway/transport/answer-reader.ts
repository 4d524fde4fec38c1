import type { Dispatcher } from 'undici';
import { NotReached, SubgraphFailure } from '../errors.ts';
import type { WireAnswer, WireCall } from './wire.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Reads one answer: within its time, up to its size, and only what is taken at all. Ends the call as soon as it is
 * clear that the answer is none, so that nobody can keep the gateway reading.
 */
export class AnswerReader implements Dispatcher.DispatchHandler {
  readonly #call: WireCall;
  readonly #resolve: (answer: WireAnswer) => void;
  readonly #reject: (failure: SubgraphFailure) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #settled = false;
  #size = 0;
  #status = 0;
  #contentType: string | undefined;

  constructor(
    call: WireCall,
    resolve: (answer: WireAnswer) => void,
    reject: (failure: SubgraphFailure) => void,
  ) {
    this.#call = call;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#timer = setTimeout(() => this.#timeOut(), call.timeoutMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // Its time was up while it waited for a connection: nothing is to be sent any more.
    if (this.#settled) controller.abort(new Error('too late'));
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // An interim answer, such as "103 Early Hints".
    if (status < 200) return;
    this.#status = status;
    const problem = whatIsWrong(status, headers, this.#call.maxBytes);
    if (problem) this.#fail(problem);
    const type = headers['content-type'];
    this.#contentType = typeof type === 'string' ? type : undefined;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.length;
    if (this.#size > this.#call.maxBytes) this.#fail(tooLarge(this.#call.maxBytes));
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (!this.#settle()) return;
    const [first] = this.#chunks;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
    this.#resolve({ status: this.#status, contentType: this.#contentType, body });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (!this.#settle()) return;
    this.#reject(asFailure(error, this.#status !== 0));
  }

  #timeOut(): void {
    this.#fail(new SubgraphFailure('SUBGRAPH_TIMEOUT', `no answer within ${this.#call.timeoutMs} ms`));
  }

  /** Settles first: aborting reports an error of its own, which counts no more. */
  #fail(failure: SubgraphFailure): void {
    if (!this.#settle()) return;
    this.#chunks.length = 0;
    this.#reject(failure);
    this.#controller?.abort(failure);
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    clearTimeout(this.#timer);
    return true;
  }
}

function whatIsWrong(status: number, headers: Headers, maxBytes: number): SubgraphFailure | null {
  // Redirects are refused: a registered address is the address.
  if (status > 300 && status < 400 && status !== 304)
    return new SubgraphFailure('SUBGRAPH_UNAVAILABLE', `it redirects with status ${status}`);
  if (Number(headers['content-length'] ?? 0) > maxBytes) return tooLarge(maxBytes);
  const encoding = headers['content-encoding'] ?? 'identity';
  // None was offered. One that is sent all the same could unfold to any size.
  if (encoding !== 'identity')
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
