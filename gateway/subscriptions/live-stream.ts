import type { Answer, LiveStream } from '../context.ts';
import { StreamEnded, SubgraphFailure, tableError, type ErrorCode } from '../errors.ts';

/** What waits for a reader at the most. */
const LIMITS = { answers: 32, bytes: 1_048_576 };

/**
 * Puts a bounded buffer between a stream and its reader. When it is full the stream is not read on, which its program
 * feels; when nothing is taken for too long, it ends: whatever was not taken is in the log.
 *
 * @param stop ends the source; called once
 */
export function createLiveStream(source: AsyncIterable<Answer>, options: LiveStreamOptions): LiveStream {
  const stream = new BufferedStream(options);
  void stream.pump(source);
  return stream;
}

/** What a stream needs of whoever opens it. */
export interface LiveStreamOptions {
  readonly stop: () => void;
  /** How long its reader may take nothing while the buffer is full. */
  readonly stallMs: number;
  readonly onFault: (error: unknown) => void;
  readonly onClose: (end: StreamEnd) => void;
}

/** How a stream came to its end. */
export interface StreamEnd {
  /** Null where its reader went, or its program had no more to say. */
  readonly code: ErrorCode | null;
  /** Answers that its reader took. */
  readonly answers: number;
}

class BufferedStream implements LiveStream {
  readonly #options: LiveStreamOptions;
  readonly #cut = new AbortController();
  readonly #waiting: Answer[] = [];
  readonly #bell = createBell();
  readonly #room = createBell();
  #bytes = 0;
  #taken = 0;
  #over = false;

  constructor(options: LiveStreamOptions) {
    this.#options = options;
  }

  get cut(): AbortSignal {
    return this.#cut.signal;
  }

  readonly end = (code: ErrorCode): void => {
    if (this.#cut.signal.aborted) return;
    this.#waiting.length = 0;
    if (this.#over) this.#waiting.push(lastWord(code));
    else this.#close(code);
    this.#cut.abort();
    this.#bell.ring();
  };

  readonly abandon = (): void => {
    this.#waiting.length = 0;
    this.#close(null);
  };

  async *[Symbol.asyncIterator](): AsyncGenerator<Answer, void> {
    for (;;) {
      const answer = this.#waiting.shift();
      if (answer) {
        this.#bytes -= answer.body.length;
        this.#taken += 1;
        this.#room.ring();
        yield answer;
      } else if (this.#over) return;
      else await this.#bell.rung();
    }
  }

  /** Reads the source as far as there is room. */
  async pump(source: AsyncIterable<Answer>): Promise<void> {
    try {
      for await (const answer of source) {
        if (this.#over) return;
        this.#waiting.push(answer);
        this.#bytes += answer.body.length;
        this.#bell.ring();
        if (!(await this.#hasRoom())) this.end('SLOW_CONSUMER');
      }
      this.#close(null);
    } catch (error) {
      if (!this.#over && !(error instanceof StreamEnded)) this.#options.onFault(error);
      this.#close(codeOf(error));
    }
  }

  /** Waits until there is room, or the stream is over; false when nothing was taken for too long. */
  async #hasRoom(): Promise<boolean> {
    const isFull = () => this.#waiting.length >= LIMITS.answers || this.#bytes >= LIMITS.bytes;
    while (isFull() && !this.#over) if (!(await this.#room.within(this.#options.stallMs))) return false;
    return true;
  }

  /** `last` is said after what waits; null ends without a word. */
  #close(last: ErrorCode | null): void {
    if (this.#over) return;
    this.#over = true;
    if (last) this.#waiting.push(lastWord(last));
    this.#options.stop();
    this.#options.onClose({ code: last, answers: this.#taken });
    this.#bell.ring();
    this.#room.ring();
  }
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof StreamEnded || error instanceof SubgraphFailure
    ? error.code
    : 'INTERNAL_SERVER_ERROR';
}

function lastWord(code: ErrorCode): Answer {
  return { body: JSON.stringify({ errors: [tableError(code)] }), executed: false, codes: [code] };
}

/** Wakes the one who waits; a ring while nobody waits is heard by the next. */
function createBell() {
  let rang = false;
  let wake: ((rung: boolean) => void) | null = null;
  const wait = () =>
    new Promise<boolean>((resolve) => {
      if (rang) resolve(true);
      else wake = resolve;
      rang = false;
    });
  return {
    ring(): void {
      if (wake) wake(true);
      else rang = true;
      wake = null;
    },
    rung: wait,
    async within(ms: number): Promise<boolean> {
      const timer = setTimeout(() => {
        wake?.(false);
        wake = null;
      }, ms);
      try {
        return await wait();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
